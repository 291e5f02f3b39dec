-- Why: a program that compares many voices keeps the centroids in memory. The number tells it whether any program has
-- changed one since.

CREATE TABLE voice_generation (
  id         INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  generation INTEGER NOT NULL
) STRICT;

INSERT INTO voice_generation (id, generation) VALUES (1, 0);

CREATE TRIGGER voice_centroids_inserted AFTER INSERT ON voice_centroids
BEGIN
  UPDATE voice_generation SET generation = generation + 1;
END;

CREATE TRIGGER voice_centroids_updated AFTER UPDATE ON voice_centroids
BEGIN
  UPDATE voice_generation SET generation = generation + 1;
END;

CREATE TRIGGER voice_centroids_deleted AFTER DELETE ON voice_centroids
BEGIN
  UPDATE voice_generation SET generation = generation + 1;
END;
