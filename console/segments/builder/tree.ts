import type { Rule } from '../../../contracts/segments.ts'

export type Group = Extract<Rule, { rules: Rule[] }>
/** The place of a part: which child of the root, which child of that, and so on. */
export type Path = readonly number[]

export const isGroup = (rule: Rule): rule is Group => 'rules' in rule

/** The editor always has a group outermost. */
export const asRoot = (rule: Rule): Group => (isGroup(rule) ? rule : { kind: 'all', rules: [rule] })

/** The rule as it is asked and kept: groups of nothing are left out, and the outermost one where it holds one thing. */
export function asRule(root: Group): Rule {
  const kept = withoutEmpty(root)
  const [only] = kept.rules
  return kept.rules.length === 1 && kept.kind !== 'none' && only ? only : kept
}

/** Any or none of nothing would be nobody and everyone; a group that is still being filled says nothing yet. */
function withoutEmpty({ kind, rules }: Group): Group {
  const kept = rules.map(rule => (isGroup(rule) ? withoutEmpty(rule) : rule)).filter(rule => !isGroup(rule) || rule.rules.length > 0)
  return { kind: kept.length ? kind : 'all', rules: kept }
}

export const partAt = (root: Rule, path: Path): Rule | undefined => path.reduce<Rule | undefined>((part, i) => (part && isGroup(part) ? part.rules[i] : undefined), root)

/** Changes the children of the group at `path`. */
function inGroup(root: Group, path: Path, change: (rules: Rule[]) => Rule[]): Group {
  const [first, ...rest] = path
  if (first === undefined) return { ...root, rules: change(root.rules) }
  return { ...root, rules: root.rules.map((rule, i) => (i === first && isGroup(rule) ? inGroup(rule, rest, change) : rule)) }
}

const parentOf = (path: Path): [Path, number] => [path.slice(0, -1), path.at(-1) ?? 0]

export function replaced(root: Group, path: Path, rule: Rule): Group {
  const [parent, at] = parentOf(path)
  return path.length ? inGroup(root, parent, rules => rules.with(at, rule)) : asRoot(rule)
}

export function inserted(root: Group, path: Path, rule: Rule): Group {
  const [parent, at] = parentOf(path)
  return inGroup(root, parent, rules => rules.toSpliced(at, 0, rule))
}

export function removed(root: Group, path: Path): Group {
  const [parent, at] = parentOf(path)
  return inGroup(root, parent, rules => rules.toSpliced(at, 1))
}

export function duplicated(root: Group, path: Path): Group {
  const part = partAt(root, path)
  const [parent, at] = parentOf(path)
  return part ? inserted(root, [...parent, at + 1], part) : root
}

export function wrapped(root: Group, path: Path): Group {
  const part = partAt(root, path)
  return part ? replaced(root, path, { kind: 'any', rules: [part] }) : root
}

/** What stands in a group goes to the group around it. */
export function unwrapped(root: Group, path: Path): Group {
  const part = partAt(root, path)
  const [parent, at] = parentOf(path)
  return part && isGroup(part) ? inGroup(root, parent, rules => rules.toSpliced(at, 1, ...part.rules)) : root
}

export const isWithin = (path: Path, outer: Path) => outer.every((step, i) => path[i] === step)

/** Moves a part before what stands at `to`, and says where it is then. A group cannot go into itself. */
export function moved(root: Group, from: Path, to: Path): { root: Group; path: Path } {
  const part = partAt(root, from)
  if (!part || !from.length || isWithin(to, from)) return { root, path: from }
  const without = removed(root, from)
  // Whatever stood behind it in its group has moved up by one.
  const depth = from.length - 1
  const shifts = isWithin(to, from.slice(0, -1)) && (to[depth] ?? 0) > (from[depth] ?? 0)
  const path = shifts ? to.map((step, i) => (i === depth ? step - 1 : step)) : to
  return { root: inserted(without, path, part), path }
}

/** One up or down: through the edge of its group into the one around it, and into a group that stands next. */
export function stepped(root: Group, path: Path, by: -1 | 1): { root: Group; path: Path } {
  const [parent, at] = parentOf(path)
  const group = partAt(root, parent)
  if (!group || !isGroup(group)) return { root, path }
  const next = group.rules[at + by]
  if (next && isGroup(next)) return moved(root, path, [...parent, at + by, by > 0 ? 0 : next.rules.length])
  if (next) return moved(root, path, [...parent, by > 0 ? at + 2 : at - 1])
  if (!parent.length) return { root, path }
  const [outer, place] = parentOf(parent)
  return moved(root, path, [...outer, by > 0 ? place + 1 : place])
}
