/**
 * What becomes of rows of one table that match each other: `identify` marks them, `keep0` leaves all of them out, `keep1` all but the
 * first of each group. As in STILTS' tmatch1.
 */
export const GROUP_ACTIONS = ["identify", "keep0", "keep1"] as const;
export type GroupAction = (typeof GROUP_ACTIONS)[number];
