-- Keys name the kind of record besides its id, as other records than operations get cards too.
UPDATE shown SET key = 'operation/' || key WHERE key LIKE 'op-%';
UPDATE notifications SET key = 'operation/' || key WHERE key LIKE 'op-%';
