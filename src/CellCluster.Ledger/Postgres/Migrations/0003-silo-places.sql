-- Where a silo that joined listens, and where it finds the others: silos of one ledger must find each other in one place.
-- Null: it joined by a program that did not record it.
ALTER TABLE silos ADD COLUMN endpoint text, ADD COLUMN membership text;
