/** Liquid is taken out before MJML and HTML are read and put back afterwards: `a < b` in a tag is no markup. */

const tags = /\{\{-?[\s\S]*?\}\}|\{%-?[\s\S]*?%\}/g
const marks = /zqL(\d+)Lqz/g

export function protect(source: string): { text: string; restore(text: string): string } {
  const taken: string[] = []
  const text = source.replace(marks, '').replace(tags, tag => {
    taken.push(tag)
    // Lines keep their numbers.
    return `zqL${taken.length - 1}Lqz${'\n'.repeat(tag.split('\n').length - 1)}`
  })
  return { text, restore: built => built.replace(marks, (_, index: string) => taken[Number(index)] ?? '') }
}

/** Puts `| default: "…"` behind each variable that has one and says none itself. */
export function withDefaults(source: string, defaults: Record<string, string>): string {
  if (!Object.keys(defaults).length) return source
  return source.replace(/\{\{(-?)\s*([a-z_][\w.]*)\s*((?:\|[\s\S]*?)?)(-?)\}\}/gi, (whole: string, left: string, path: string, filters: string, right: string) => {
    const instead = Object.hasOwn(defaults, path) ? defaults[path] : undefined
    if (!instead || /\|\s*default\b/.test(filters)) return whole
    return `{{${left} ${path} | default: ${quoted(instead)} ${filters}${right}}}`
  })
}

/** Liquid knows no escape in quotes: a text with both kinds loses the double ones. */
const quoted = (text: string) => (text.includes('"') ? `'${text.replaceAll("'", '’')}'` : `"${text}"`)
