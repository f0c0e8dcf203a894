import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { editCampaign, getCampaign, listCampaigns, type Campaign } from '../../../contracts/campaigns.ts'
import { ApiProblem, call, keyOf } from '../../api.ts'
import { toast } from '../../ui/index.ts'
import { keeperOf, type Changes } from './keeper.ts'

export type Change = (changes: Changes) => void
type Keeping = 'kept' | 'waiting' | 'offline' | 'overtaken'
/** Somebody else changed the draft while this window did: what they made of it, and what was changed here. */
export type Overtaken = { theirs: Campaign; mine: (keyof Changes)[]; loadTheirs: () => void; keepMine: () => void }

const fateOf = (problem: unknown) => (!(problem instanceof ApiProblem) ? 'refused' : problem.status === 0 || problem.status >= 500 ? 'offline' : problem.code === 'campaigns.changed_meanwhile' ? 'overtaken' : 'refused')

/** The draft as it stands on the screen: what is saved, and over it what changed since. Nothing of it is lost by leaving at once. */
export function useKept(saved: Campaign): { campaign: Campaign; change: Change; flush: () => Promise<boolean>; keeping: Keeping; overtaken: Overtaken | undefined; /** Of what stands on the screen, once everything is kept. */ revision: () => number } {
  const client = useQueryClient()
  const [over, setOver] = useState<Changes>({})
  const [keeping, setKeeping] = useState<Keeping>('kept')
  const [theirs, setTheirs] = useState<Campaign>()
  const [keeper] = useState(() => {
    const letGo = (body: Changes) => setOver(before => without(before, body))
    const own = keeperOf((body, revision) => save(client, saved.id, body, revision), fateOf, {
      kept: body => { letGo(body); setKeeping('kept') },
      waiting: () => setKeeping('waiting'),
      offline: () => setKeeping('offline'),
      overtaken: mine => {
        setKeeping('overtaken')
        void fetchDraft(client, saved.id).then(now => (isSame(now, mine) ? void own.keepMine(now.revision) : setTheirs(now)), (problem: ApiProblem) => toast.problem(problem))
      },
      // Somebody launched or removed it, or the server knows better: what stands there is shown.
      refused: (problem, body) => { letGo(body); setKeeping('kept'); toast.problem(problem as ApiProblem); void client.invalidateQueries({ queryKey: [getCampaign.path] }) },
    }, saved.revision)
    return own
  })
  useEffect(() => keeper.see(saved.revision), [keeper, saved.revision])
  useEffect(() => {
    const leave = () => void keeper.flush()
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [keeper])
  const change = (changes: Changes) => {
    setOver(before => ({ ...before, ...changes }))
    keeper.change(changes)
  }
  const loadTheirs = () => { keeper.letGo(); setOver({}); setTheirs(undefined); setKeeping('kept') }
  const keepMine = () => { setTheirs(undefined); void keeper.keepMine(theirs!.revision) }
  const overtaken = theirs && { theirs, mine: Object.keys(over) as (keyof Changes)[], loadTheirs, keepMine }
  return { campaign: { ...saved, ...over }, change, flush: keeper.flush, keeping, overtaken, revision: keeper.revision }
}

/** Saves, and notes the answer where every page reads it: an older one that is still on its way must not come over it. */
async function save(client: QueryClient, campaignId: string, body: Changes, revision: number): Promise<number> {
  const now = await call(editCampaign, { params: { campaignId }, body: { ...body, revision } }, { keepalive: true })
  await noted(client, now)
  void client.invalidateQueries({ queryKey: [listCampaigns.path] })
  return now.revision
}

async function fetchDraft(client: QueryClient, campaignId: string): Promise<Campaign> {
  const now = await call(getCampaign, { params: { campaignId } })
  await noted(client, now)
  return now
}

async function noted(client: QueryClient, now: Campaign): Promise<void> {
  const queryKey = keyOf(getCampaign, { params: { campaignId: now.id } })
  await client.cancelQueries({ queryKey })
  client.setQueryData(queryKey, now)
}

/** An answer that was lost on its way: what stands there is what was sent. */
const isSame = (now: Campaign, mine: Changes) => Object.entries(mine).every(([key, value]) => JSON.stringify(now[key as keyof Changes]) === JSON.stringify(value))

/** What changed again since it was sent stays. */
const without = (over: Changes, sent: Changes): Changes => Object.fromEntries(Object.entries(over).filter(([key, value]) => !(key in sent) || sent[key as keyof Changes] !== value))
