import mjmlCore from 'mjml-core'
import presetCore from 'mjml-preset-core'

export type MjmlProblem = { line: number | null; message: string }

/**
 * MJML as HTML with what was wrong with it. Tags that are not closed come first: the library reads over them.
 * Includes of files are off. Some 20 ms for a usual mail.
 */
export async function htmlOf(source: string): Promise<{ html: string | undefined; problems: MjmlProblem[] }> {
  const unbalanced = unbalancedTags(source)
  try {
    const { html, errors } = await mjmlCore.default(source, { presets: [presetCore], keepComments: false, ignoreIncludes: true, validationLevel: 'soft', fonts: {}, filePath: import.meta.dirname })
    return { html: shorter(html), problems: [...unbalanced, ...errors.map(({ line, message, tagName }) => ({ line, message: `<${tagName}> ${message}` }))] }
  } catch (error) {
    return { html: undefined, problems: unbalanced.length ? unbalanced : [{ line: null, message: (error as Error).message }] }
  }
}

/** A mail is cut by Gmail at 102 kB: indents between tags, which MJML leaves, are a tenth of it. */
const shorter = (html: string) => html.replace(/^[ \t]+/gm, '').replace(/\n{2,}/g, '\n').replace(/\s*;\s*"/g, '"')

const lineAt = (source: string, index: number) => source.slice(0, index).split('\n').length

function unbalancedTags(source: string): MjmlProblem[] {
  const open: { name: string; at: number }[] = []
  for (const { 0: tag, index, groups } of source.replace(/<!--[\s\S]*?-->/g, comment => comment.replace(/[^\n]/g, ' ')).matchAll(/<(?<close>\/?)(?<name>mj[-\w]*)\b[^<>]*?(?<self>\/?)>/g)) {
    const name = groups!['name']!
    if (groups!['self']) continue
    if (!groups!['close']) open.push({ name, at: index })
    else if (open.at(-1)?.name === name) open.pop()
    else return [{ line: lineAt(source, index), message: open.length ? `${tag} closes what is not open; <${open.at(-1)!.name}> of line ${lineAt(source, open.at(-1)!.at)} is` : `${tag} closes what is not open` }]
  }
  const left = open.at(-1)
  return left ? [{ line: lineAt(source, left.at), message: `<${left.name}> is not closed` }] : []
}
