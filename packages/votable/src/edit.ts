export { EDIT_NOTE_CODES } from "./edit/edit-notes.ts";
export { editVotable } from "./edit/edit-votable.ts";
export type * from "./edit/edits.ts";
