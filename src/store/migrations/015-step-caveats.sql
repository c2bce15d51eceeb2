-- What is not so yet although a step's goal holds.
ALTER TABLE steps ADD COLUMN caveat TEXT;
