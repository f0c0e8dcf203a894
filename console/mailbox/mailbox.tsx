import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMail, IconMailOpened, IconTrash } from '@tabler/icons-react'
import { z } from 'zod'
import { emptyMailbox, listMails, mailboxState } from '../../contracts/mailbox.ts'
import { useCall, useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { confirmByName, Empty, FilterBar, Page, Problem, Skeleton, toast, useSearchState, useText } from '../ui/index.ts'
import { MailList } from './mail-list.tsx'
import { MailView } from './mail-view.tsx'
import css from './mailbox.module.css'

const Search = z.object({ q: z.string().optional(), mail: z.string().optional() })

/** The mails that Suki wrote while there is no mail server: what customers and colleagues would have got. */
export function MailboxPage() {
  const t = useText()
  const may = useMay()
  const [{ q, mail }, set] = useSearchState(Search)
  const isPhone = useMediaQuery('(max-width: 860px)', false, { getInitialValueInEffect: false })
  const { data: state } = useCall(mailboxState, {})
  const list = useList(listMails, { query: q ? { search: q } : {} })
  const change = useChange(emptyMailbox, { done: [listMails, mailboxState] })
  const empty = async () => {
    if (await confirmByName({ title: t('mailbox.emptyTitle'), text: t('mailbox.emptyText'), name: t('mailbox.title'), action: t('mailbox.emptyAction') })) change.mutate({}, { onSuccess: () => { set({ mail: undefined }); toast.done(t('mailbox.emptied')) } })
  }
  const open = mail ?? (isPhone ? undefined : list.rows[0]?.id)
  const nothing = !list.loading && !list.problem && list.rows.length === 0
  const action = may('mailbox.write') && Boolean(state?.count) && <Button leftSection={<IconTrash size={16} />} onClick={() => void empty()}>{t('mailbox.emptyAction')}</Button>
  return (
    <Page title={t('mailbox.title')} subtitle={state && (state.catches ? t('mailbox.catches') : t('mailbox.passes'))} actions={action}>
      <FilterBar search={{ placeholder: t('mailbox.find') }} filters={[]} value={{ q }} onChange={({ q: text }) => set({ q: text as string | undefined, mail: undefined }, { replace: true })} />
      {list.problem ? <Problem error={list.problem} retry={list.refresh} /> : nothing ? (
        <div className={css.frame}><Empty icon={q ? IconMail : IconMailOpened} title={q ? t('mailbox.nothing') : t('mailbox.none')} text={q ? undefined : t('mailbox.noneText')} /></div>
      ) : (
        <div className={`${css.frame} ${css.panes}`} data-open={(isPhone && open) || undefined}>
          {!(isPhone && open) && (list.loading ? <div style={{ padding: 16 }}><Skeleton shape="list" /></div> : <MailList list={list} open={open} onOpen={id => set({ mail: id }, { replace: !isPhone })} />)}
          {open ? <MailView key={open} mailId={open} onBack={isPhone ? () => set({ mail: undefined }) : undefined} /> : !isPhone && <div />}
        </div>
      )}
    </Page>
  )
}
