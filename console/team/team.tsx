import { Button, Tabs } from '@mantine/core'
import { IconKey, IconPlus, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { useMay } from '../session.tsx'
import { useSearchState } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { useText } from '../ui/text.ts'
import { InviteDialog, Invitations } from './invitations.tsx'
import { Keys } from './keys.tsx'
import { MakeKeyDialog } from './make-key.tsx'
import { People } from './people.tsx'

const Search = z.object({ tab: z.enum(['people', 'invitations', 'keys']).default('people'), q: z.string().optional() })

/** Who works here, who is invited, and which programs have a key. */
export function TeamPage() {
  const t = useText()
  const may = useMay()
  const [state, set] = useSearchState(Search)
  const [dialog, setDialog] = useState<'invite' | 'key'>()
  const action = state.tab === 'keys'
    ? may('keys.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => setDialog('key')}>{t('team.keys.make')}</Button>
    : may('staff.write') && <Button variant="filled" leftSection={<IconUserPlus size={16} />} onClick={() => setDialog('invite')}>{t('team.invite.title')}</Button>
  return (
    <Page title={t('team.title')} subtitle={t('team.subtitle')} actions={action}>
      <Tabs value={state.tab} onChange={tab => set({ tab: tab as 'people', q: undefined })} keepMounted={false} mb="md">
        <Tabs.List>
          <Tabs.Tab value="people">{t('team.tabs.people')}</Tabs.Tab>
          <Tabs.Tab value="invitations">{t('team.tabs.invitations')}</Tabs.Tab>
          {may('keys.write') && <Tabs.Tab value="keys" leftSection={<IconKey size={15} />}>{t('team.tabs.keys')}</Tabs.Tab>}
        </Tabs.List>
      </Tabs>
      {state.tab === 'people' && <People search={state.q} onSearch={q => set({ q }, { replace: true })} />}
      {state.tab === 'invitations' && <Invitations onInvite={() => setDialog('invite')} />}
      {state.tab === 'keys' && may('keys.write') && <Keys onMake={() => setDialog('key')} />}
      {dialog === 'invite' && <InviteDialog onClose={() => setDialog(undefined)} onDone={() => set({ tab: 'invitations' })} />}
      {dialog === 'key' && <MakeKeyDialog onClose={() => setDialog(undefined)} />}
    </Page>
  )
}
