-- Why: people look for meetings by the day on which they were, and by their title. With thousands of meetings that read all
-- of them. (By person, and segments by time, there were indexes already.)

CREATE INDEX idx_meetings_start_time ON meetings (start_time DESC);
CREATE INDEX idx_meetings_title ON meetings (title);
