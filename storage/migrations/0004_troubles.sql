-- What is wrong with the till at the moment, and how many orders there are in each state.

CREATE TABLE incidents (
    trouble TEXT PRIMARY KEY,
    began_at INTEGER NOT NULL
) STRICT;

-- Kept by each move, so that nobody has to count millions of finished orders.
CREATE TABLE order_counts (
    state TEXT PRIMARY KEY,
    orders INTEGER NOT NULL
) STRICT;

INSERT INTO order_counts (state, orders) SELECT state, COUNT(*) FROM orders GROUP BY state;
