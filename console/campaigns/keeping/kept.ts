import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { editCampaign, getCampaign, listCampaigns, type Campaign } from '../../../contracts/campaigns.ts'
import { ApiProblem, call, keyOf } from '../../api.ts'
import { toast } from '../../ui/index.ts'
import { keeperOf, type Changes } from './keeper.ts'

export type Change = (changes: Changes) => void
type Keeping = 'kept' | 'waiting' | 'offline'

/** The draft as it stands on the screen: what is saved, and over it what changed since. Nothing of it is lost by leaving at once. */
export function useKept(saved: Campaign): { campaign: Campaign; change: Change; flush: () => Promise<boolean>; keeping: Keeping } {
  const client = useQueryClient()
  const [over, setOver] = useState<Changes>({})
  const [keeping, setKeeping] = useState<Keeping>('kept')
  const [keeper] = useState(() => {
    const letGo = (body: Changes) => setOver(before => without(before, body))
    return keeperOf(body => save(client, saved.id, body), problem => problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500), {
      kept: body => { letGo(body); setKeeping('kept') },
      waiting: () => setKeeping('waiting'),
      offline: () => setKeeping('offline'),
      // Somebody launched or removed it, or the server knows better: what stands there is shown.
      refused: (problem, body) => { letGo(body); setKeeping('kept'); toast.problem(problem as ApiProblem); void client.invalidateQueries({ queryKey: [getCampaign.path] }) },
    })
  })
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
  return { campaign: { ...saved, ...over }, change, flush: keeper.flush, keeping }
}

/** Saves, and notes the answer where every page reads it: an older one that is still on its way must not come over it. */
async function save(client: QueryClient, campaignId: string, body: Changes): Promise<void> {
  const params = { campaignId }
  const now = await call(editCampaign, { params, body }, { keepalive: true })
  await client.cancelQueries({ queryKey: keyOf(getCampaign, { params }) })
  client.setQueryData(keyOf(getCampaign, { params }), now)
  void client.invalidateQueries({ queryKey: [listCampaigns.path] })
}

/** What changed again since it was sent stays. */
const without = (over: Changes, sent: Changes): Changes => Object.fromEntries(Object.entries(over).filter(([key, value]) => !(key in sent) || sent[key as keyof Changes] !== value))
