// Makes elements. Text is always text: nothing here reads markup.

/** Make an element; `onclick` and the like are listeners, `null` children are passed over. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** The element of this id, which the page is known to have. */
export const byId = (id) => document.getElementById(id);
