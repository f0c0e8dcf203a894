/** What a client is told to say in a round; each call carries a mark by which it is found in the log. */
export type Call = 'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias'

export const everyCall: Call[] = ['identify', 'track', 'page', 'screen', 'group', 'alias']

/** A client of somebody else, set up as its documentation says, that has been told where Suki is. */
export type Client = {
  /** Makes each call it has, once; the client sends them when it likes. */
  say(round: string): void | Promise<void>
  close(): Promise<unknown> | void
}

export const markOf = (client: string, round: string, call: Call) => `${client} ${round} ${call}`
