import { Button, Menu } from '@mantine/core'
import { IconBan, IconChevronDown, IconFileZip, IconRestore, IconShieldLock, IconTrashX } from '@tabler/icons-react'
import { customerConsents } from '../../contracts/consent.ts'
import { askPrivacy, listPrivacyRequests, type PrivacyKind } from '../../contracts/privacy.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { confirmByName, toast, useGo, useText } from '../ui/index.ts'
import { kindNames } from './words.ts'

/** What a customer may ask of us, on their profile. */
export function PrivacyMenu({ customerId, name }: { customerId: string; name: string }) {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const restriction = useCall(customerConsents, { params: { customerId } }, { enabled: may('privacy.write') && may('consents.read') }).data?.restriction
  const ask = useChange(askPrivacy, { done: [listPrivacyRequests, customerConsents] })
  if (!may('privacy.write')) return null
  const begin = async (kind: PrivacyKind) => {
    const isSure = kind !== 'erase' || (await confirmByName({ title: t('privacy.eraseSure'), text: t('privacy.eraseSureText'), name, action: t('privacy.eraseNow') }))
    if (!isSure) return
    const request = await ask.mutateAsync({ body: { customerId, kind, start: true } }).catch(() => undefined)
    if (!request) return
    if (kind === 'export' || kind === 'erase') go(`/privacy?open=${request.id}`)
    else toast.done(kind === 'restrict' ? t('privacy.nowRestricted') : t('privacy.nowUsed'))
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button leftSection={<IconShieldLock size={16} />} rightSection={<IconChevronDown size={14} />} loading={ask.isPending}>{t('privacy.title')}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileZip size={16} />} onClick={() => void begin('export')}>{t(kindNames.export)}</Menu.Item>
        {restriction ? <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => void begin('unrestrict')}>{t(kindNames.unrestrict)}</Menu.Item> : <Menu.Item leftSection={<IconBan size={16} />} onClick={() => void begin('restrict')}>{t(kindNames.restrict)}</Menu.Item>}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrashX size={16} />} onClick={() => void begin('erase')}>{t('privacy.eraseMenu')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
