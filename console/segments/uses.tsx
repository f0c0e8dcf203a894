import { Button, Modal } from '@mantine/core'
import type { SegmentUse } from '../../contracts/segment-routes.ts'
import { stateNames } from '../campaigns/words.ts'
import { stringifySearch } from '../ui/link.tsx'
import { Link, useText } from '../ui/index.ts'
import css from './segments.module.css'

/** Pages whose lists are filtered by segment, and have views. */
const pages: Record<string, { path: string; title: string }> = { customers: { path: '/customers', title: 'customers.title' }, home: { path: '/', title: 'shell.places.home' }, campaigns: { path: '/campaigns', title: 'campaigns.title' } }

const addressOf = (use: SegmentUse) => (use.kind === 'segment' ? `/segments/${use.id}` : use.kind === 'campaign' ? `/campaigns/${use.id}` : `${pages[use.page]?.path ?? `/${use.page}`}${stringifySearch(use.search)}`)

/** What would break without the segment; the server refuses to archive it then. */
export const needsIt = (use: SegmentUse): boolean => use.kind === 'segment' || (use.kind === 'campaign' && use.state !== 'draft')

/** Everything that uses a segment, each with its link. `aside`: in a tab of its own, where something is being edited. */
export function Uses({ uses, aside = false }: { uses: SegmentUse[]; aside?: boolean }) {
  const t = useText()
  const kindOf = (use: SegmentUse) => (use.kind === 'segment' ? t('segments.uses.segment') : use.kind === 'campaign' ? t(stateNames[use.state]) : [t('segments.uses.view'), pages[use.page] && t(pages[use.page]!.title)].filter(Boolean).join(', '))
  return <ul className={css.uses}>{uses.map(use => <li key={use.id}><Link className="textlink" to={addressOf(use)} {...(aside ? { target: '_blank' } : {})}>{use.name}</Link> <span className="muted">{kindOf(use)}</span></li>)}</ul>
}

/** Asked before a segment in use is archived; where something needs it, says what to change first. */
export function ArchiveDialog({ name, uses, onArchive, onClose }: { name: string; uses: SegmentUse[]; onArchive: () => void; onClose: () => void }) {
  const t = useText()
  const needed = uses.filter(needsIt)
  const isNeeded = needed.length > 0
  return (
    <Modal opened onClose={onClose} title={t(isNeeded ? 'segments.uses.neededTitle' : 'segments.uses.archiveTitle', { name })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <p style={{ color: 'var(--ink-2)' }}>{t(isNeeded ? 'segments.uses.neededText' : 'segments.uses.archiveText')}</p>
      <Uses uses={isNeeded ? needed : uses} />
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 18 }}>
        <Button onClick={onClose}>{t(isNeeded ? 'ui.close' : 'ui.cancel')}</Button>
        {!isNeeded && <Button variant="filled" onClick={() => { onClose(); onArchive() }}>{t('segments.archive')}</Button>}
      </div>
    </Modal>
  )
}
