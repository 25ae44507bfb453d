/*
 * Lowers a tree-sitter tree of C or C++ to our tree, in one cursor walk. The shape of each kind, on which facts, rules
 * and the flow analysis rely ("field: what stands there"; children without a field are in brackets):
 *
 * Declarations
 *   function              [specifiers] type; declarator: …functionDeclarator; [memberInitializer]; body: block
 *                         (a macro that defines a function, `TEST(Suite, Name) { … }`: no type; its arguments are the `parameters`)
 *   declaration, typeDefinition, field
 *                         [storageClass, typeQualifier, attribute] type; one `declarator` node per declared name; [bitfield] behind its name
 *                         (`using T = int;` is a typeDefinition with name and type)
 *   declarator            name: identifier, or declarator: the chain below; value: initializer (also `arguments` and `initializerList` in C++)
 *   pointerDeclarator, referenceDeclarator, parenthesizedDeclarator, arrayDeclarator (size), functionDeclarator (parameters, [qualifiers])
 *                         name: the declared name itself, or declarator: the next link. The chain is C's own, outermost first:
 *                         `int *a[3]` is pointerDeclarator(arrayDeclarator(name)); `int (*f)(int)` is functionDeclarator(parenthesizedDeclarator(pointerDeclarator(name)))
 *   parameters            [parameter, variadic];  parameter: type; name or declarator as above; value: default
 *   struct, union, class  name; [baseClause]; body: members [field, function, declaration, accessSpecifier, …]
 *   enum                  name; body: members [enumerator: name, value]
 *   namespace, linkage    name (namespace); body: each declaration inside (there is no list node)
 *   templateDeclaration   parameters: templateParameters; [the declaration]
 * Names
 *   identifier, fieldName (behind `.` and `->`, and declared members), typeName; qualifiedName: object: scope; name
 *   templateType          name; arguments: typeArguments (also for `f<int>(…)`)
 *   primitiveType         a leaf with all its words: `unsigned long int`
 *   typeDescriptor        type; declarator: abstract chain (in casts, sizeof, template arguments)
 * Statements
 *   if                    condition; consequence; alternative: the statement behind `else` itself; [initializer: C++]
 *   while, doWhile, switch condition; body.  The parentheses that their grammar demands are gone: `if ((a = b))` has a `parenthesized` condition
 *   for                   initializer (declaration or expression); condition; update; body: all optional but body
 *   forEach               type; declarator: declarator; right; body
 *   case                  value (absent: `default`); [its statements]
 *   labeled               label: identifier; [statement];  goto: label;  return: [value];  empty: a lone `;`
 *   try                   body; [catch: parameters, body];  asm: [strings and operands]
 * Expressions
 *   call                  callee; arguments: arguments [values].   new: type; declarator: arrayDeclarator(size); arguments
 *   cast                  type: typeDescriptor; value (also `static_cast<T>(v)` and its like)
 *   member                object; property; operator `.` or `->`.   subscript: object; index
 *   unary                 operand; operator (`*` dereference, `&` address, `-`, `!`, `~`, `+`);  update: operand; `++`, `--`, `postfix++`, `postfix--`
 *   binary, assignment, comma  left; right.   conditional: condition; consequence (absent: GNU `a ?: b`); alternative
 *   sizeof, alignof       type: typeDescriptor, or value (`sizeof(x)` has a `parenthesized` value, also where x turns out to be a type)
 *   string                a leaf; for adjacent literals a `string` with children [string, identifier (a macro)]
 *   initializerList       [values, initializerPair: key: designator…, value].   compoundLiteral: type; value
 * Preprocessor (in the tree until text is preprocessed before it is parsed)
 *   include: path;  macroDefinition: name; parameters: macroParameters; body: macroBody;  directive: a leaf
 *   conditionalDirective  condition or name (operator `!`: #ifndef); [what it guards]; alternative: elseDirective of the same shape
 * Errors
 *   error: [what could be read inside];  missing: empty, where a token was expected
 */
import type { Tree, TreeCursor } from "web-tree-sitter";
import { FIELD_INDEX, KIND_INDEX, OPERATOR_INDEX, type NodeField } from "../../syntax/kinds.js";
import { TreeBuilder } from "../../syntax/tree-builder.js";
import type { SyntaxTree } from "../../syntax/tree.js";
import type { Span } from "../../text/span.js";
import { Unchanged, type Chunk } from "./unchanged.js";
import { Action, Trait, type Grammar } from "./grammar.js";

export interface LoweredTree {
  readonly tree: SyntaxTree;
  /** Outermost nodes that the parser could not read, in parsed text. */
  readonly errors: readonly Span[];
  /** Declarations at file level without errors, for the next version of the text. */
  readonly chunks: readonly Chunk[];
}

/** tree-sitter's type id of a node that it could not read. */
const ERROR_TYPE = 65535;
const NO_FIELD = -1;

/** How the children of an open node are read where that differs from the tables. */
const enum Mode {
  Normal,
  /** Inside the statement `TEST(Suite, Name)` that begins a function. */
  MacroFunction,
  /** Inside its call. */
  MacroSignature,
  /** Inside `static_cast<T>(v)`: the call, its callee, its type arguments. */
  Cast,
  CastCallee,
}

const CASTS = ["static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"];

/**
 * Lowers the tree of `text`. Linear in the number of nodes; no recursion, so depth is no danger. Declarations that stand
 * in `previous` as they stand here are copied: reading them again through the parser's interface costs ten times as much.
 */
export function lowerTree(tree: Tree, text: string, grammar: Grammar, previous?: LoweredTree): LoweredTree {
  const cursor = tree.walk();
  const unchanged = previous && new Unchanged(previous.tree, previous.chunks, text);
  try {
    return new Lowering(cursor, text, grammar, tree.rootNode.hasError, unchanged).run();
  } finally {
    cursor.delete();
  }
}

class Lowering {
  private readonly builder: TreeBuilder;
  private readonly errors: Span[] = [];
  // One entry per grammar node on the path from the root.
  private readonly types: number[] = [];
  private readonly modes: Mode[] = [];
  /** Field that children without one of their own take: set below unwrapped nodes. */
  private readonly inherited: number[] = [];
  /** Nodes of ours that end with the grammar node. */
  private readonly opened: number[] = [];
  private readonly nodes: number[] = [];
  private depth = -1;
  private errorDepth = 0;
  private blockDepth = 0;
  /** A macro's signature was read; the block that follows is its body. */
  private functionOpen = false;
  private readonly chunks: Chunk[] = [];
  private openChunk: (Omit<Chunk, "to" | "lastComment"> & { readonly errors: number }) | undefined;

  constructor(
    private readonly cursor: TreeCursor,
    private readonly text: string,
    private readonly grammar: Grammar,
    private readonly hasError: boolean,
    private readonly unchanged: Unchanged | undefined,
  ) {
    this.builder = new TreeBuilder(text);
  }

  run(): LoweredTree {
    const { cursor } = this;
    for (;;) {
      if (this.depth === 0) this.endChunk();
      if (this.depth === 0 && this.copyUnchanged()) this.pending = false;
      else if (this.visit() && cursor.gotoFirstChild()) continue;
      // A node that was opened but has no children closes here, its entry is still on the path.
      if (this.pending) this.leave();
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) {
          this.endChunk();
          return { tree: this.builder.finish(), errors: this.errors, chunks: this.chunks };
        }
        this.leave();
      }
    }
  }

  /** Begins the chunk of the file-level node under the cursor; true when its nodes could be copied from the version before. */
  private copyUnchanged(): boolean {
    const { cursor, builder, unchanged } = this;
    if (this.functionOpen || cursor.nodeTypeId === ERROR_TYPE) return false;
    const type = cursor.nodeTypeId;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    this.openChunk = { type, start, end, from: builder.nodeCount, firstComment: builder.commentCount, errors: this.errors.length };
    // Whether such a statement begins a macro's function is said by what follows it.
    if (this.hasError && (type === this.grammar.ids.expressionStatement || cursor.currentNode.hasError)) return false;
    const found = unchanged?.find(type, start, end);
    if (!unchanged || !found) return false;
    const { chunk, shift } = found;
    builder.append(unchanged.tree, chunk.from, chunk.to, shift);
    for (let index = chunk.firstComment; index < chunk.lastComment; index++) {
      const comment = unchanged.tree.comments[index];
      if (comment) builder.comment(comment.start + shift, comment.end + shift);
    }
    return true;
  }

  private endChunk(): void {
    const open = this.openChunk;
    this.openChunk = undefined;
    if (!open || this.functionOpen || open.errors !== this.errors.length) return;
    const { type, start, end, from, firstComment } = open;
    this.chunks.push({ type, start, end, from, to: this.builder.nodeCount, firstComment, lastComment: this.builder.commentCount });
  }

  /** True between the visit of a node that wants its children and the visit of the first of them. */
  private pending = false;

  /** Emits the node under the cursor. True when its children are wanted. */
  private visit(): boolean {
    this.pending = false;
    const { cursor, grammar, depth } = this;
    const type = cursor.nodeTypeId;
    if (type === ERROR_TYPE) return this.visitError(type);
    const action = grammar.actions[type] ?? Action.Skip;
    if (action === Action.Token) {
      this.visitToken(type);
      return false;
    }
    if (action === Action.Comment) {
      this.builder.comment(cursor.startIndex, cursor.endIndex);
      return false;
    }
    if (action === Action.Skip) return false;

    const parentType = depth >= 0 ? (this.types[depth] ?? 0) : 0;
    const mode = depth >= 0 ? (this.modes[depth] ?? Mode.Normal) : Mode.Normal;
    if (mode !== Mode.Normal) return this.visitSpecial(type, action, mode);
    const field = this.fieldOf(parentType, type);
    const traits = grammar.traits[type] ?? 0;
    const parentTraits = grammar.traits[parentType] ?? 0;
    if (action === Action.Unwrap) return this.enter(type, Mode.Normal, type === grammar.ids.conditionClause ? NO_FIELD : field, 0);

    const start = cursor.startIndex;
    const end = (traits & Trait.Line) !== 0 ? this.withoutLineBreak(start, cursor.endIndex) : cursor.endIndex;
    if (start === end && this.hasError && cursor.nodeIsMissing) {
      this.missing(start);
      return false;
    }
    if (field === CONDITION && type === grammar.ids.parenthesizedExpression && (parentTraits & Trait.Conditional) !== 0) {
      return this.enter(type, Mode.Normal, CONDITION, 0);
    }
    if (type === grammar.ids.expressionStatement) {
      if (end - start === 1) {
        this.emit(EMPTY, field, start, end);
        return false;
      }
      if (this.blockDepth === 0 && (parentTraits & Trait.FileLevel) !== 0 && this.beginsMacroFunction(start)) return true;
    } else if (type === grammar.ids.compoundStatement && this.functionOpen) {
      this.functionOpen = false;
      this.builder.openByIndex(BLOCK, BODY, start, end, 0);
      return this.enter(type, Mode.Normal, NO_FIELD, 2);
    } else if (type === grammar.ids.callExpression && CASTS.some((name) => this.text.startsWith(name, start))) {
      this.builder.openByIndex(CAST, field, start, end, 0);
      return this.enter(type, Mode.Cast, NO_FIELD, 1);
    }
    return this.visitTabled(type, action, field, start, end, traits, parentTraits);
  }

  private visitTabled(
    type: number,
    action: number,
    field: number,
    start: number,
    end: number,
    traits: number,
    parentTraits: number,
  ): boolean {
    const { builder, grammar } = this;
    const kind = grammar.kinds[type] ?? 0;
    let ours = field;
    let opened = 1;
    if (field === DECLARATOR) {
      if ((parentTraits & Trait.Declaring) !== 0 && type !== grammar.ids.initDeclarator) {
        builder.openByIndex(DECLARATOR_KIND, DECLARATOR, start, end, 0);
        opened = 2;
      }
      if ((traits & Trait.Name) !== 0) ours = NAME;
    }
    builder.openByIndex(kind, ours, start, kind === MACRO_BODY ? this.withoutComment(start, end) : end, 0);
    if (action === Action.Leaf) {
      while (opened-- > 0) builder.close();
      return false;
    }
    return this.enter(type, Mode.Normal, NO_FIELD, opened);
  }

  /** Nodes whose meaning depends on the special node around them. */
  private visitSpecial(type: number, action: number, mode: Mode): boolean {
    const { cursor, builder, grammar } = this;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    switch (mode) {
      case Mode.MacroFunction:
        builder.openByIndex(FUNCTION_DECLARATOR, DECLARATOR, start, end, 0);
        return this.enter(type, Mode.MacroSignature, NO_FIELD, 1);
      case Mode.MacroSignature:
        if (type === grammar.ids.argumentList) {
          builder.openByIndex(PARAMETERS_KIND, PARAMETERS, start, end, 0);
          return this.enter(type, Mode.Normal, NO_FIELD, 1);
        }
        builder.openByIndex(IDENTIFIER, NAME, start, end, 0);
        builder.close();
        return false;
      case Mode.Cast:
        if (type === grammar.ids.templateFunction) return this.enter(type, Mode.CastCallee, NO_FIELD, 0);
        return this.enter(type, Mode.Normal, VALUE, 0);
      case Mode.CastCallee:
        return type === grammar.ids.templateArguments && this.enter(type, Mode.Normal, TYPE, 0);
      default:
        return action === Action.Open && this.enter(type, Mode.Normal, NO_FIELD, 0);
    }
  }

  private visitToken(type: number): void {
    const parent = this.depth;
    const operator = this.grammar.operators[type] ?? 0;
    if (operator !== 0 && parent >= 0 && ((this.grammar.traits[this.types[parent] ?? 0] ?? 0) & Trait.Operators) !== 0) {
      const node = this.nodes[parent] ?? 0;
      if (this.types[parent] === this.grammar.ids.updateExpression && this.builder.hasChildren(node)) {
        this.builder.setOperatorByIndex(node, operator === INCREMENT ? POSTFIX_INCREMENT : POSTFIX_DECREMENT);
      } else this.builder.setOperatorByIndex(node, operator);
    }
    // The `;` behind a macro's signature was never meant to be there.
    if (this.hasError && this.modes[parent] !== Mode.MacroFunction && this.cursor.nodeIsMissing) {
      this.missing(this.cursor.startIndex);
    }
  }

  private visitError(type: number): boolean {
    const start = this.cursor.startIndex;
    const end = this.cursor.endIndex;
    if (this.errorDepth === 0) this.errors.push({ start, end });
    this.errorDepth++;
    this.builder.openByIndex(this.depth < 0 ? TRANSLATION_UNIT : ERROR, 0, start, end, 0);
    return this.enter(type, Mode.Normal, NO_FIELD, 1);
  }

  private missing(at: number): void {
    if (this.errorDepth === 0) this.errors.push({ start: at, end: at });
    this.builder.leaf("missing", "none", at, at);
  }

  /**
   * C grammars read `TEST(Suite, Name) { … }` as an expression statement without `;`, and a block. When a block follows,
   * opens the function that both are.
   */
  private beginsMacroFunction(start: number): boolean {
    const { cursor, grammar } = this;
    if (!this.hasError || this.text.charCodeAt(cursor.endIndex - 1) !== CLOSING_PARENTHESIS || !cursor.gotoNextSibling()) return false;
    const isBlock = cursor.nodeTypeId === grammar.ids.compoundStatement;
    const end = cursor.endIndex;
    cursor.gotoPreviousSibling();
    if (!isBlock || !cursor.gotoFirstChild()) return false;
    const isCall = cursor.nodeTypeId === grammar.ids.callExpression;
    cursor.gotoParent();
    if (!isCall) return false;
    this.builder.openByIndex(FUNCTION, 0, start, end, 0);
    return this.enter(grammar.ids.expressionStatement, Mode.MacroFunction, NO_FIELD, 0);
  }

  private emit(kind: number, field: number, start: number, end: number): void {
    this.builder.openByIndex(kind, field, start, end, 0);
    this.builder.close();
  }

  /** Puts the node under the cursor on the path. */
  private enter(type: number, mode: Mode, inherited: number, opened: number): true {
    const depth = ++this.depth;
    if (type === this.grammar.ids.compoundStatement) this.blockDepth++;
    this.types[depth] = type;
    this.modes[depth] = mode;
    this.inherited[depth] = inherited;
    this.opened[depth] = opened;
    this.nodes[depth] = this.builder.currentNode;
    this.pending = true;
    return true;
  }

  private leave(): void {
    const depth = this.depth--;
    for (let n = this.opened[depth] ?? 0; n > 0; n--) this.builder.close();
    if (this.types[depth] === ERROR_TYPE) this.errorDepth--;
    if (this.types[depth] === this.grammar.ids.compoundStatement) this.blockDepth--;
    if (this.modes[depth] === Mode.MacroFunction) this.functionOpen = true;
    this.pending = false;
  }

  private fieldOf(parentType: number, type: number): number {
    if (this.depth < 0 || parentType === ERROR_TYPE) return 0;
    const inherited = this.inherited[this.depth] ?? NO_FIELD;
    if (inherited > 0) return inherited;
    const { fields, fieldStride, fieldless } = this.grammar;
    if (fieldless[parentType] === 1) return 0;
    const id = this.cursor.currentFieldId;
    if (id !== 0) return fields[parentType * fieldStride + id] ?? 0;
    // The grammars leave these links of a declarator chain without a field.
    const isLink = ((this.grammar.traits[parentType] ?? 0) & Trait.Wrapper) !== 0;
    return isLink && ((this.grammar.traits[type] ?? 0) & (Trait.Name | Trait.Link)) !== 0 ? DECLARATOR : 0;
  }

  /** The grammars take a `//` comment behind a macro's body for a part of it. */
  private withoutComment(start: number, end: number): number {
    const body = this.text.slice(start, end);
    if (!body.includes("//")) return end;
    const comment = /^(?:[^"'/]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?!\/))*(?=\/\/)/.exec(body);
    if (comment === null) return end;
    this.builder.comment(start + comment[0].length, end);
    return start + comment[0].trimEnd().length;
  }

  private withoutLineBreak(start: number, end: number): number {
    let last = end;
    while (last > start && (this.text.charCodeAt(last - 1) === 10 || this.text.charCodeAt(last - 1) === 13)) last--;
    return last;
  }
}

const field = (name: NodeField): number => FIELD_INDEX[name];
const CONDITION = field("condition");
const DECLARATOR = field("declarator");
const NAME = field("name");
const BODY = field("body");
const TYPE = field("type");
const VALUE = field("value");
const PARAMETERS = field("parameters");
const BLOCK = KIND_INDEX.block;
const CAST = KIND_INDEX.cast;
const EMPTY = KIND_INDEX.empty;
const ERROR = KIND_INDEX.error;
const FUNCTION = KIND_INDEX.function;
const FUNCTION_DECLARATOR = KIND_INDEX.functionDeclarator;
const IDENTIFIER = KIND_INDEX.identifier;
const MACRO_BODY = KIND_INDEX.macroBody;
const PARAMETERS_KIND = KIND_INDEX.parameters;
const TRANSLATION_UNIT = KIND_INDEX.translationUnit;
const DECLARATOR_KIND = KIND_INDEX.declarator;
const INCREMENT = OPERATOR_INDEX["++"];
const POSTFIX_INCREMENT = OPERATOR_INDEX["postfix++"];
const POSTFIX_DECREMENT = OPERATOR_INDEX["postfix--"];
const CLOSING_PARENTHESIS = 41;
