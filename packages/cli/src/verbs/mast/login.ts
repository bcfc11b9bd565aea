import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, type Run } from "../common.ts";
import { addMastOptions, type MastFlags, mastOf } from "./options.ts";

interface LoginFlags extends MastFlags {
  readonly store?: "keyring" | "file";
  readonly open?: boolean;
  readonly json?: boolean;
}

/** `armillary mast login|logout|whoami`. */
export function defineLogin(mast: Command, run: Run): void {
  const login = mast
    .command("login")
    .description("keep a token, for data under exclusive access: MAST is asked whether it takes it")
    .addOption(
      new Option(
        "--store <place>",
        "where it is kept: the keyring of this machine, or a file that you alone may read (default: the keyring, or the file where there is none)",
      ).choices(["keyring", "file"]),
    )
    .option("--open", "show the page that makes tokens in the browser (default: false)");
  addMastOptions(login);
  addCommonOptions(login, "print whose it is, and where it is kept, as JSON (default: false)");
  addExamples(login, [
    ["armillary mast login", "asks for it, unseen"],
    ["armillary mast login --token-file - < token.txt", "where there is no terminal"],
  ]);
  login.action((flags: LoginFlags) =>
    run(async (io) => {
      const { store, open = false, json = false } = flags;
      const { runLogin } = await import("../../run/mast/login.ts");
      await runLogin({ ...mastOf(flags), open, json, ...(store === undefined ? {} : { store }) }, io);
      return 0;
    }),
  );

  const logout = mast.command("logout").description("forget the token that is kept");
  addCommonOptions(logout, "print whether there was one as JSON (default: false)");
  addExamples(logout, [["armillary mast logout", "it stays good at MAST until it is revoked there"]]);
  logout.action(({ json = false }: LoginFlags) =>
    run(async (io) => {
      const { runLogout } = await import("../../run/mast/login.ts");
      await runLogout({ json }, io);
      return 0;
    }),
  );

  const whoami = mast.command("whoami").description("tell whom MAST takes you for; exit status 1 for nobody");
  addMastOptions(whoami);
  addCommonOptions(whoami, "print all that MAST says of the account as JSON (default: false)");
  addExamples(whoami, [["armillary mast whoami", "and where the token comes from"]]);
  whoami.action(({ json = false, ...flags }: LoginFlags) =>
    run(async (io) => {
      const { runWhoAmI } = await import("../../run/mast/login.ts");
      return runWhoAmI({ ...mastOf(flags), json }, io);
    }),
  );
}
