// Run by journal.test.ts in a process of its own, with what was built: updates one value of one job many times.
import { JobJournal } from "../../../packages/tap/dist/node/journal/journal.js";

const [folder = "", url = "", key = "", times = ""] = process.argv.slice(2);
const journal = new JobJournal(folder);
for (let time = 0; time < Number(times); time++) await journal.update(url, { [key]: `value ${time}` });
