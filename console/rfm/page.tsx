import { Button } from '@mantine/core'
import { IconGridDots, IconRefresh } from '@tabler/icons-react'
import { z } from 'zod'
import { computeScores, rfm, RfmGroup, Standing, type Rfm } from '../../contracts/rfm.ts'
import { useCall, useChange } from '../api.ts'
import { useScope } from '../scope.ts'
import { useMay } from '../session.tsx'
import { Card, Empty, Page, Problem, Skeleton, toast, useFormat, useSearchState, useText, When } from '../ui/index.ts'
import { Grid, shows } from './grid.tsx'
import { Groups } from './groups.tsx'
import { MembersPanel } from './members.tsx'
import { MigrationCard } from './migration.tsx'
import css from './rfm.module.css'

const Search = z.object({
  show: z.enum(shows).default('customers'),
  recency: z.coerce.number().int().min(1).max(5).optional(), value: z.coerce.number().int().min(1).max(5).optional(), group: RfmGroup.optional(),
  fromGroup: Standing.optional(), toGroup: Standing.optional(), from: z.string().optional(), to: z.string().optional(),
})

/** How customers stand among one another: lately, often, much; and who moved. */
export function RfmPage() {
  const t = useText()
  const scope = useScope({ withPeriod: false })
  const [{ show, ...chosen }, set] = useSearchState(Search)
  const query = { store: scope.store ? [scope.store.id] : undefined, currency: scope.currency }
  const answer = useCall(rfm, { query }, { enabled: scope.ready, keep: true })
  const { data, error } = answer
  const isOpen = Boolean(chosen.recency ?? chosen.group ?? chosen.fromGroup ?? chosen.toGroup)
  const close = () => set({ recency: undefined, value: undefined, group: undefined, fromGroup: undefined, toGroup: undefined, from: undefined, to: undefined })
  return (
    <Page title={t('rfm.title')} subtitle={<Truth data={data} />} actions={data && <Computed data={data} />}>
      {scope.problem ?? error ? <Problem error={(scope.problem ?? error)!} retry={() => void answer.refetch()} /> : !data ? <Skeleton shape="page" /> : data.customers === 0 ? <Nobody data={data} /> : (
        <>
          <div className={css.top}>
            <Grid data={data} show={show} onShow={next => set({ show: next }, { replace: true })} chosen={chosen} />
            <Groups data={data} />
          </div>
          <MigrationCard scope={scope} query={query} />
        </>
      )}
      {isOpen && <MembersPanel chosen={chosen} query={query} storeId={scope.store?.id} data={data} onClose={close} />}
    </Page>
  )
}

/** One sentence from the figures. */
function Truth({ data }: { data: Rfm | undefined }) {
  const t = useText()
  const format = useFormat()
  const best = data?.groups.find(group => group.group === 'champions')
  if (!data || !best?.customers || data.revenueMinor <= 0) return t('rfm.subtitle')
  return t('rfm.truth', { count: best.customers, share: format.percent(best.customers / data.customers, 0), revenue: format.percent(best.revenueMinor / data.revenueMinor, 0) })
}

/** When the scores were computed, and again on demand. */
function Computed({ data: { computed, current } }: { data: Rfm }) {
  const t = useText()
  const may = useMay()
  const compute = useChange(computeScores, { done: [rfm] })
  const isBusy = current?.state === 'waiting' || current?.state === 'running'
  return (
    <>
      <span className="muted" style={{ fontSize: 13 }} aria-live="polite">
        {isBusy ? t('rfm.computing') : current?.state === 'failed' ? t('rfm.failed') : computed?.asOf ? <>{t('rfm.computed')} <When at={computed.asOf} /></> : null}
      </span>
      {may('segments.write') && <Button leftSection={<IconRefresh size={16} />} loading={isBusy || compute.isPending} onClick={() => compute.mutate({}, { onSuccess: () => toast.done(t('rfm.computeStarted')) })}>{t('rfm.compute')}</Button>}
    </>
  )
}

function Nobody({ data }: { data: Rfm }) {
  const t = useText()
  return <Card><Empty icon={IconGridDots} title={t(data.computed ? 'rfm.nobody' : 'rfm.notYet')} text={t(data.computed ? 'rfm.nobodyText' : 'rfm.notYetText')} /></Card>
}
