// What a chat tells of itself, as when somebody joins.

const names = (people) => people.map((each) => each.first_name).join(", ");

const SENTENCES = {
  forum_topic_created: ({ name }) => `Topic «${name}» was opened`,
  forum_topic_closed: () => "The topic was closed",
  forum_topic_reopened: () => "The topic was opened again",
  new_chat_members: (people, by) =>
    people.some((each) => each.id === by.id)
      ? `${names(people)} joined the group`
      : `${by.first_name} added ${names(people)}`,
  left_chat_member: (person, by) =>
    person.id === by.id
      ? `${person.first_name} left the group`
      : `${by.first_name} put ${person.first_name} out`,
};

/** What a message tells of the chat itself; `null` if somebody wrote it. */
export function service(message) {
  const kind = Object.keys(SENTENCES).find((each) => message[each]);
  return kind ? SENTENCES[kind](message[kind], message.from) : null;
}
