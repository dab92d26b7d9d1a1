/** What kind of file a path names, as far as assignments are written differently in it. */

const nameOfFile = /(?:^|[/!])([^/!]*)$/;

const kinds: readonly (readonly [string, RegExp])[] = [
  ['env', /(?:^|[/.])\.?env(?:\.[\w-]+)*$|\.envrc$/],
  ['ini', /\.(?:ini|cfg|conf|cnf|properties|props|toml|config|settings|npmrc|pypirc|netrc|editorconfig)$/],
  ['yaml', /\.ya?ml(?:\.\w+)?$/],
  ['json', /\.(?:json[5c]?|ipynb|tfstate|lock)$/],
  ['xml', /\.(?:xml|plist|csproj|resx|xsd|xaml)$/],
  ['html', /\.(?:html?|erb|ejs|eex|jsp|vue|hbs|php|twig|tmpl|tpl|j2|mustache)$/],
  ['doc', /\.(?:md|rst|adoc|txt|markdown|mdx|textile|tex)$|readme|changelog|license/],
  ['shell', /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|mk)$|(?:^|\/)(?:makefile|dockerfile|vagrantfile)[^/]*$/],
  ['sql', /\.sql$/],
  ['tf', /\.(?:tf|tfvars|hcl)$/],
  ['script', /\.(?:py|rb|js|ts|jsx|tsx|mjs|cjs|pl|pm|lua|groovy|gradle|coffee|ex|exs|r|jl)$/],
  [
    'typed',
    /\.(?:java|kt|scala|cs|go|rs|c|cc|cpp|cxx|h|hpp|swift|m|mm|dart|fs|vb|pas|zig|s|asm|dtsi?|inc|ld|proto|graphql|gql|flow|y|l|d|sol|v|vhdl?)$/,
  ],
  ['map', /\.(?:map|min\.js|min\.css|svg|po|pot|xlf|strings)$/],
];

/** Names of which only what follows the first dot tells the kind: most, so that few are held against all patterns. */
const plainName = /^(?![^.]*(?:env|readme|changelog|license|file))[\w-]+(\.[\w.-]+)$/;
const kindsByEnding = new Map<string, string>();
/** Endings that are remembered. */
const mostEndings = 1000;

function kindOf(name: string): string {
  return kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

function kindByEnding(name: string): string {
  const ending = plainName.exec(name)?.[1];
  if (ending === undefined) return kindOf(name);
  let kind = kindsByEnding.get(ending);
  if (kind === undefined) {
    kind = kindOf(name);
    if (kindsByEnding.size < mostEndings) kindsByEnding.set(ending, kind);
  }
  return kind;
}

/** Asked many times about one path, and then about the next. */
let [lastPath, lastKind] = ['', 'other'];

export function fileKind(path: string): string {
  if (path !== lastPath) {
    lastKind = kindByEnding((nameOfFile.exec(path)?.[1] ?? path).toLowerCase());
    lastPath = path;
  }
  return lastKind;
}

/** Whether a file is of a programming language: what is assigned there without quotes is a name or a number. */
export function isCode(path: string): boolean {
  const kind = fileKind(path);
  return kind === 'script' || kind === 'typed';
}
