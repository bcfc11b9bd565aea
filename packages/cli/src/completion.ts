import type { Command } from "commander";

/** What there is to complete, of the program or one verb. */
export interface CompletionNode {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletionOption[];
  /** Words that the first argument can be; empty where it is a file. */
  readonly words: readonly string[];
  readonly verbs: readonly CompletionNode[];
}

interface CompletionOption {
  /** `--to`, `-v` */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** What the value can be; empty where it is free. */
  readonly choices: readonly string[];
}

/**
 * The tree of commands as completion sees it. A verb that has verbs of its own (`adql check`) completes their names as
 * its words, and all of their options.
 * @param services - what completes a SERVICE
 */
export function describeTree(command: Command, services: readonly string[]): CompletionNode {
  const help = { flags: ["-h", "--help"], description: "tell how it is used", takesValue: false, choices: [] };
  const verbs = command.commands.map((verb) => describeTree(verb, services));
  const own = command.options.map((option) => ({
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description.replace(/ \(default: .*\)$/, ""),
    takesValue: option.required || option.optional,
    // The short names are of services of TAP.
    choices: option.argChoices ?? (option.long === "--service" && speaksTap(command) ? services : []),
  }));
  const inner = command.parent === null ? [] : verbs.flatMap(({ options }) => options);
  const options = [...own, ...inner, help];
  return {
    name: command.name(),
    description: command.description(),
    options: options.filter(
      ({ flags }, index) => options.findIndex((other) => other.flags.join() === flags.join()) === index,
    ),
    words: wordsOf(command, services),
    verbs,
  };
}

/** Verbs whose --service is one of TAP. */
const TAP_VERBS: readonly string[] = ["adql", "job"];

function speaksTap(command: Command | null): boolean {
  return command !== null && (TAP_VERBS.includes(command.name()) || speaksTap(command.parent));
}

function wordsOf({ registeredArguments, commands, parent }: Command, services: readonly string[]): readonly string[] {
  const [argument] = registeredArguments;
  if (argument?.name() === "service") return [...services, ...commands.map((verb) => verb.name())];
  return argument?.argChoices ?? (parent === null ? [] : commands.map((verb) => verb.name()));
}

/** The script that makes a shell complete verbs, options, their values, and files elsewhere. */
export function printCompletion(tree: CompletionNode, shell: "bash" | "zsh" | "fish"): string {
  switch (shell) {
    case "bash":
      return printBash(tree);
    case "zsh":
      return printZsh(tree);
    case "fish":
      return printFish(tree);
  }
}

function printBash({ name, verbs, options }: CompletionNode): string {
  const choiceCases = verbs.flatMap((verb) =>
    verb.options
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ flags, choices }) =>
          `    ${flags.map((flag) => `${verb.name}:${flag}`).join("|")}) words="${choices.join(" ")}" ;;`,
      ),
  );
  const valueCases = verbs.flatMap((verb) =>
    verb.options
      .filter(({ takesValue, choices }) => takesValue && choices.length === 0)
      .map(({ flags }) => flags.map((flag) => `${verb.name}:${flag}`).join("|")),
  );
  const verbCases = verbs.map(
    (verb) => `      ${verb.name}) flags="${flagsOf(verb)}"; words="${verb.words.join(" ")}" ;;`,
  );
  return `# bash completion of ${name}
_${name}() {
  local cur prev verb words= flags=
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=( $(compgen -W "${verbs.map((verb) => verb.name).join(" ")} help ${flagsOf({ options })}" -- "$cur") )
    return
  fi
  verb="\${COMP_WORDS[1]}"
  case "$verb:$prev" in
${choiceCases.join("\n")}
    ${valueCases.join("|")}) return ;;
    help:*) words="${verbs.map((verb) => verb.name).join(" ")}" ;;
    *) case "$verb" in
${verbCases.join("\n")}
    esac ;;
  esac
  case "$cur" in
    -*) COMPREPLY=( $(compgen -W "$flags" -- "$cur") ) ;;
    *) COMPREPLY=( $(if [ -n "$words" ]; then compgen -W "$words" -- "$cur"; else compgen -f -- "$cur"; fi) ) ;;
  esac
}
complete -o filenames -F _${name} ${name}
`;
}

function printZsh({ name, verbs, options }: CompletionNode): string {
  const verbLines = verbs.map((verb) => `    ${quoteSh(`${verb.name}:${verb.description}`)}`);
  const cases = verbs.map((verb) => {
    const specs = [
      ...verb.options.flatMap(zshOption),
      verb.words.length > 0 ? quoteSh(`*:word:(${verb.words.join(" ")})`) : "'*:file:_files'",
    ];
    return `    ${verb.name}) _arguments ${specs.join(" ")} ;;`;
  });
  return `#compdef ${name}
_${name}() {
  local -a verbs
  verbs=(
${verbLines.join("\n")}
    'help:tell how a verb is used'
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    _arguments ${options.flatMap(zshOption).join(" ")}
    return
  fi
  local verb="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${cases.join("\n")}
    help) _describe verb verbs ;;
  esac
}
# Run as an autoloaded function it completes at once; sourced, it registers.
if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function zshOption({ flags, description, takesValue, choices }: CompletionOption): string[] {
  const value = !takesValue ? "" : choices.length > 0 ? `:value:(${choices.join(" ")})` : ":value:";
  const text = description.replaceAll("[", "(").replaceAll("]", ")").replaceAll(":", "\\:");
  return flags.map((flag) => quoteSh(`${flag}[${text}]${value}`));
}

function printFish({ name, verbs, options }: CompletionNode): string {
  const lines = [`# fish completion of ${name}`];
  for (const option of options) lines.push(`complete -c ${name} -n __fish_use_subcommand ${fishOption(option)}`);
  lines.push(`complete -c ${name} -n __fish_use_subcommand -f -a help -d 'tell how a verb is used'`);
  for (const verb of verbs) {
    const within = `complete -c ${name} -n '__fish_seen_subcommand_from ${verb.name}'`;
    lines.push(`complete -c ${name} -n __fish_use_subcommand -f -a ${verb.name} -d ${quoteFish(verb.description)}`);
    if (verb.words.length > 0) lines.push(`${within} -f -a ${quoteFish(verb.words.join(" "))}`);
    for (const option of verb.options) lines.push(`${within} ${fishOption(option)}`);
  }
  return `${lines.join("\n")}\n`;
}

function fishOption({ flags, description, takesValue, choices }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = !takesValue ? "" : choices.length > 0 ? ` -x -a ${quoteFish(choices.join(" "))}` : " -x";
  return `${names.join(" ")}${value} -d ${quoteFish(description)}`;
}

function flagsOf({ options }: Pick<CompletionNode, "options">): string {
  return options.flatMap(({ flags }) => flags).join(" ");
}

function quoteSh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function quoteFish(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
