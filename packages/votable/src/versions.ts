// What a command line or a form offers, without the writer behind it.
export {
  VOTABLE_VERSIONS,
  type VotableVersion,
  WRITTEN_SERIALIZATIONS,
  type WrittenSerialization,
} from "./write/versions.ts";
