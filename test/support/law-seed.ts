// Laws (fast-check) draw cases of their own in every run, but where $ARMILLARY_LAW_SEED says which: .ci/run does, so that the
// same tree is judged by the same cases each time.
import fc from "fast-check";

const seed = process.env["ARMILLARY_LAW_SEED"];

if (seed !== undefined && seed !== "") {
  if (!/^-?\d{1,10}$/.test(seed)) throw new Error(`ARMILLARY_LAW_SEED is "${seed}": give a whole number.`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
}
