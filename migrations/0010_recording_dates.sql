-- Why: a date is worth what it comes from. A day in a tag has no time, a telephone states its own zone, a copied file
-- has the moment of the copy: the day of a recording can only be shown rightly, and doubted where it should be, when
-- its source and the recorder's clock are kept beside the moment. NULL: from before they were.

ALTER TABLE files ADD COLUMN recorded_source TEXT
  CHECK (recorded_source IN ('option', 'quicktime', 'tag', 'file-name', 'file-time', 'ingest'));
-- `day`: recorded_at is the midnight with which that day began on the recorder's clock.
ALTER TABLE files ADD COLUMN recorded_precision TEXT CHECK (recorded_precision IN ('moment', 'day'));
-- How far the recorder's clock was ahead of UTC, as in -07:00; NULL: only the moment in UTC is known.
ALTER TABLE files ADD COLUMN recorded_zone TEXT CHECK (recorded_zone GLOB '[+-][0-9][0-9]:[0-9][0-9]');
