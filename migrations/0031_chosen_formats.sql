-- Why: the formats in which a meeting is stored can be chosen. What was asked for is noted with the debt to write the files,
-- so that a program that is killed before they are written forgets no choice. Afterwards the files themselves say it.

ALTER TABLE render_debts ADD COLUMN formats TEXT CHECK (json_valid(formats)); -- names, as JSON; NULL: those that are there
