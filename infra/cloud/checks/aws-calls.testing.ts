import { join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../root.ts';

const bucketFile = join(projectRoot, 'layers/run/storage/bucket.ts');
const keysFile = join(projectRoot, 'layers/run/records/keys.ts');

export interface AwsCalls {
  /** Names of the SDK's commands. */
  readonly commands: ReadonlySet<string>;
  /** Names in `keys`, by which objects of the bucket are called. */
  readonly keys: ReadonlySet<string>;
}

/**
 * The AWS SDK's commands that code from an entry module can come to send, and the keys that it can make, by following what its
 * source refers to: functions, classes, constants. A class counts with all its methods, except for our `Bucket`, which every
 * function has and whose methods count one by one, as the members of `keys` do.
 */
export function awsCallsFrom(entries: readonly string[]): Map<string, AwsCalls> {
  const files = entries.map((entry) => join(projectRoot, entry));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const methods = methodsOfBucket(program);
  return new Map(
    entries.map((entry, at) => [
      entry,
      new Follower(checker, methods).callsFrom(program.getSourceFile(files[at]!)!),
    ]),
  );
}

class Follower {
  readonly #checker: ts.TypeChecker;
  readonly #bucket: ReadonlyMap<string, ts.MethodDeclaration>;
  readonly #seen = new Set<ts.Node>();
  readonly #commands = new Set<string>();
  readonly #keys = new Set<string>();

  constructor(checker: ts.TypeChecker, bucket: ReadonlyMap<string, ts.MethodDeclaration>) {
    this.#checker = checker;
    this.#bucket = bucket;
  }

  callsFrom(entry: ts.SourceFile): AwsCalls {
    ts.forEachChild(entry, (node) => this.#walk(node));
    return { commands: this.#commands, keys: this.#keys };
  }

  #walk(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBindingElement(node)) this.#followProperty(node);
    if (ts.isIdentifier(node)) this.#follow(this.#checker.getSymbolAtLocation(node));
    ts.forEachChild(node, (child) => this.#walk(child));
  }

  /** `const { trainJob } = await import(…)`: the name is a variable of its own, so the property is looked up. */
  #followProperty(element: ts.BindingElement): void {
    const name = (element.propertyName ?? element.name).getText();
    this.#follow(this.#checker.getTypeAtLocation(element.parent).getProperty(name));
  }

  #follow(found: ts.Symbol | undefined): void {
    if (!found) return;
    const isAlias = (found.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? this.#checker.getAliasedSymbol(found) : found;
    for (const declaration of symbol.declarations ?? []) this.#visit(symbol, declaration);
  }

  #visit(symbol: ts.Symbol, declaration: ts.Declaration): void {
    if (this.#seen.has(declaration)) return;
    this.#seen.add(declaration);
    const { fileName } = declaration.getSourceFile();
    if (fileName.includes('/@aws-sdk/') && /^[A-Z]\w+Command$/.test(symbol.name))
      this.#commands.add(symbol.name);
    if (fileName.includes('/node_modules/')) return;
    if (isKeys(declaration)) return;
    if (isMemberOfKeys(declaration)) this.#keys.add(symbol.name);
    if (ts.isMethodSignature(declaration)) {
      // A call through an interface may be a call of the bucket.
      const method = this.#bucket.get(symbol.name);
      if (method) this.#visit(symbol, method);
    } else if (isBucket(declaration)) {
      for (const member of declaration.members) if (!ts.isMethodDeclaration(member)) this.#walk(member);
    } else if (isCode(declaration)) {
      ts.forEachChild(declaration, (child) => this.#walk(child));
    }
  }
}

/** The executed part of a declaration; a parameter or a namespace has none. */
function isCode(declaration: ts.Declaration): boolean {
  return (
    ts.isFunctionLike(declaration) ||
    ts.isVariableDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration)
  );
}

function isBucket(node: ts.Node): node is ts.ClassDeclaration {
  return (
    ts.isClassDeclaration(node) &&
    node.name?.text === 'Bucket' &&
    node.getSourceFile().fileName === bucketFile
  );
}

function isKeys(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) &&
    node.name.getText() === 'keys' &&
    node.getSourceFile().fileName === keysFile
  );
}

function isMemberOfKeys(node: ts.Node): boolean {
  const isMember = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node);
  // `keys = { member } as const`
  return isMember && isKeys(node.parent.parent.parent);
}

function methodsOfBucket(program: ts.Program): Map<string, ts.MethodDeclaration> {
  const bucket = program.getSourceFile(bucketFile)?.statements.find(isBucket);
  if (!bucket) throw new Error(`there is no class Bucket in ${bucketFile}`);
  return new Map(
    bucket.members.filter(ts.isMethodDeclaration).map((method) => [method.name.getText(), method]),
  );
}
