// The key that the simulated repositories are signed by: made by gpg for this, prolonged once.

/** As it was before it was prolonged: valid for the year 2024. */
export const expiredKey = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEZZIAgBYJKwYBBAHaRw8BAQdAJtocgTdCD5du9pU0bdjQee3/pmlOFVZIjhEB
P1K7F7a0JWt1YmVybmV0ZXMgcGFja2FnZXMgb2YgdGhlIHBsYXlncm91bmSIlgQT
FggAPhYhBJURejP2UQdbqGPXUUAdyz+rcHmbBQJlkgCAAhsDBQkB4TOABQsJCAcC
BhUKCQgLAgQWAgMBAh4BAheAAAoJEEAdyz+rcHmb08wA+wYyZ+GAn4mb9MspmdT+
WU+k4Vn+rkhNk/jBH50u7KIWAP976INxO5WmfDD8RFTMKZEYdG5DVTxIQqfvOLwy
3/zCCQ==
=anpR
-----END PGP PUBLIC KEY BLOCK-----
`;

/** The same key, valid until the end of 2035, as every repository shows it. */
export const repositoryKey = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEZZIAgBYJKwYBBAHaRw8BAQdAJtocgTdCD5du9pU0bdjQee3/pmlOFVZIjhEB
P1K7F7a0JWt1YmVybmV0ZXMgcGFja2FnZXMgb2YgdGhlIHBsYXlncm91bmSIlgQT
FggAPgIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgBYhBJURejP2UQdbqGPXUUAd
yz+rcHmbBQJpVbkABQkWkQ0AAAoJEEAdyz+rcHmbU5QBAPFOo5gAhyId1wYkeM0P
vIMta3geFPPqZchTeqFFbqc4AP4jGKJGtJ1P7OnjNGlqxTPdHKWynJlmXagwQAd6
d3VbDQ==
=vcHq
-----END PGP PUBLIC KEY BLOCK-----
`;
