/** What kind of file a path names, as far as assignments are written differently in it. */

const nameOfFile = /(?:^|[/!])([^/!]*)$/;

const kinds: readonly (readonly [string, RegExp])[] = [
  ['env', /(?:^|[/.])\.?env(?:\.[\w-]+)*$|\.envrc$/i],
  ['ini', /\.(?:ini|cfg|conf|cnf|properties|props|toml|config|settings|npmrc|pypirc|netrc|editorconfig)$/i],
  ['yaml', /\.ya?ml(?:\.\w+)?$/i],
  ['json', /\.(?:json[5c]?|ipynb|tfstate|lock)$/i],
  ['xml', /\.(?:xml|plist|csproj|resx|xsd|xaml)$/i],
  ['html', /\.(?:html?|erb|ejs|eex|jsp|vue|hbs|php|twig|tmpl|tpl|j2|mustache)$/i],
  ['doc', /\.(?:md|rst|adoc|txt|markdown|mdx|textile|tex)$|readme|changelog|license/i],
  ['shell', /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|mk)$|(?:^|\/)(?:Makefile|Dockerfile|Vagrantfile)[^/]*$/i],
  ['sql', /\.sql$/i],
  ['tf', /\.(?:tf|tfvars|hcl)$/i],
  ['script', /\.(?:py|rb|js|ts|jsx|tsx|mjs|cjs|pl|pm|lua|groovy|gradle|coffee|ex|exs|r|jl)$/i],
  [
    'typed',
    /\.(?:java|kt|scala|cs|go|rs|c|cc|cpp|cxx|h|hpp|swift|m|mm|dart|fs|vb|pas|zig|s|asm|dtsi?|inc|ld|proto|graphql|gql|flow|y|l|d|sol|v|vhdl?)$/i,
  ],
  ['map', /\.(?:map|min\.js|min\.css|svg|po|pot|xlf|strings)$/i],
];

/** Asked many times about one path, and then about the next. */
let [lastPath, lastKind] = ['', 'other'];

export function fileKind(path: string): string {
  if (path !== lastPath) {
    const name = nameOfFile.exec(path)?.[1] ?? path;
    lastKind = kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
    lastPath = path;
  }
  return lastKind;
}
