// One thing that a check of the set-up looked at, as a sentence that names it.

export type Finding = { readonly ok: boolean; readonly text: string };
