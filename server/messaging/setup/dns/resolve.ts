import { Resolver } from 'node:dns/promises'

/** What was asked of the DNS: records, none, or no answer (a time-out, a broken server). */
export type Answer<T> = { records: T[]; isUnknown: boolean }

/** Looks into the DNS; what is asked twice is asked once. Nothing here throws. */
export type Look = {
  texts(name: string): Promise<Answer<string>>
  mail(name: string): Promise<Answer<{ exchange: string; priority: number }>>
  addresses(name: string): Promise<Answer<string>>
}

type Servers = { servers?: string[] | undefined; timeoutMs?: number }

/** `servers` as `127.0.0.1:5353`; those of the system when left out. */
export function lookAt({ servers, timeoutMs = 3000 }: Servers = {}): Look {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 })
  if (servers) resolver.setServers(servers)
  const known = new Map<string, Promise<Answer<unknown>>>()
  const ask = <T>(key: string, question: () => Promise<T[]>): Promise<Answer<T>> => {
    const before = known.get(key) as Promise<Answer<T>> | undefined
    if (before) return before
    const answer = question().then(records => ({ records, isUnknown: false }), (error: NodeJS.ErrnoException) => ({ records: [], isUnknown: !none.has(error.code ?? '') }))
    known.set(key, answer)
    return answer
  }
  const addresses = async (name: string) => {
    const [four, six] = await Promise.all([ask(`A ${name}`, () => resolver.resolve4(name)), ask(`AAAA ${name}`, () => resolver.resolve6(name))])
    return { records: [...four.records, ...six.records], isUnknown: four.isUnknown && six.isUnknown }
  }
  return {
    texts: name => ask(`TXT ${name}`, async () => (await resolver.resolveTxt(name)).map(parts => parts.join(''))),
    mail: name => ask(`MX ${name}`, () => resolver.resolveMx(name)),
    addresses,
  }
}

/** There is no such name, or nothing of that kind at it. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME'])
