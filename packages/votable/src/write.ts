export { printVotableHead, type VotableHead } from "./write/head.ts";
