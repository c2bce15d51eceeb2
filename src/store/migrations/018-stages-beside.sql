-- Stages of a campaign that run beside one another: each holds its node alone, as the campaign keeps everybody else off the cluster.
ALTER TABLE operations ADD COLUMN beside INTEGER;
