import { parseRule, printPath } from '../../../../contracts/segments.ts'

/** `products.brand`, as suggested and as in text; a name that has dots in it stands in quotes. */
export const pathText = (path: string[]): string => (path.every(Boolean) ? printPath(path) : '')

/** What is typed and is no path as in text is one name. */
export function pathOf(text: string): string[] {
  const { rule } = parseRule(`trait ${text} is set`)
  return rule?.kind === 'trait' ? rule.path : [text]
}
