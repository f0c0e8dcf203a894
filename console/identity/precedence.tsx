import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { changeSourcePrecedence, customerFacts, sourcePrecedence } from '../../contracts/profile.ts'
import { useChange } from '../api.ts'
import { Card, Problem, undoable, useText } from '../ui/index.ts'
import { kindNames } from '../sources/words.ts'
import css from './identity.module.css'

type Rank = { sourceId: string; name: string; kind: string; precedence: number }

/** Whose word stands in a profile when sources tell different things. */
export function Precedence({ items, mayChange }: { items: Rank[]; mayChange: boolean }) {
  const t = useText()
  const [ranks, setRanks] = useState<Record<string, number>>(Object.fromEntries(items.map(item => [item.sourceId, item.precedence])))
  const change = useChange(changeSourcePrecedence, { done: [sourcePrecedence, customerFacts], quiet: true })
  const isChanged = items.some(item => ranks[item.sourceId] !== item.precedence)
  const save = async () => {
    await change.mutateAsync({ body: { items: items.map(item => ({ sourceId: item.sourceId, precedence: ranks[item.sourceId]! })) } })
    undoable(t('identity.settings.ranksSaved'), () => change.mutateAsync({ body: { items: items.map(({ sourceId, precedence }) => ({ sourceId, precedence })) } }))
  }
  return (
    <Card title={t('identity.settings.ranks')} hint={t('identity.settings.ranksHint')}>
      <form onSubmit={event => { event.preventDefault(); void save().catch(() => undefined) }}>
        <table className={css.table}>
          <thead><tr><th scope="col">{t('identity.settings.source')}</th><th scope="col">{t('identity.settings.rank')}</th></tr></thead>
          <tbody>
            {items.map(item => (
              <tr key={item.sourceId}>
                <td>{item.kind === 'suki' ? t('identity.told.byStaff') : item.name}<br /><span className={css.sub}>{kindText(t, item.kind)}</span></td>
                <td>{mayChange ? <NumberInput size="xs" aria-label={t('identity.settings.rankOf', { source: item.name })} value={ranks[item.sourceId]!} min={0} max={1000} clampBehavior="strict" allowDecimal={false} onChange={typed => typeof typed === 'number' && setRanks({ ...ranks, [item.sourceId]: typed })} /> : <span className="num">{item.precedence}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {change.error && <Problem error={change.error} />}
        {isChanged && (
          <div className={css.foot}>
            <Button onClick={() => setRanks(Object.fromEntries(items.map(item => [item.sourceId, item.precedence])))}>{t('ui.cancel')}</Button>
            <Button type="submit" variant="filled" loading={change.isPending}>{t('ui.save')}</Button>
          </div>
        )}
      </form>
    </Card>
  )
}

const kindText = (t: ReturnType<typeof useText>, kind: string) => (kind in kindNames ? t(kindNames[kind as keyof typeof kindNames]) : '')
