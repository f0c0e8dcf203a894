import { Button, ColorInput, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { getBrandKit, previewStarter, saveBrandKit } from '../../contracts/template-routes.ts'
import { fonts, networks, type BrandKit, type Palette } from '../../contracts/templates.ts'
import { useCall, useChange } from '../api.ts'
import { Problem, SidePanel, Skeleton, toast, useText } from '../ui/index.ts'
import { ImageLibrary } from './images.tsx'
import css from './templates.module.css'

const paletteNames: Record<keyof Palette, string> = {
  page: 'templates.brand.page', surface: 'templates.brand.surface', soft: 'templates.brand.soft', ink: 'templates.brand.ink', muted: 'templates.brand.muted', line: 'templates.brand.line', brand: 'templates.brand.brand', onBrand: 'templates.brand.onBrand', link: 'templates.brand.link',
}
const colours = Object.keys(paletteNames) as (keyof Palette)[]
const fontNames: Record<BrandKit['bodyFont'], string> = { system: 'System', arial: 'Arial', georgia: 'Georgia', verdana: 'Verdana', trebuchet: 'Trebuchet MS', tahoma: 'Tahoma' }

/** How a store looks and signs in its mails. */
export function BrandPanel({ storeId, onClose }: { storeId: string; onClose: () => void }) {
  const t = useText()
  const { data, error, refetch } = useCall(getBrandKit, { params: { storeId } })
  return (
    <SidePanel title={t('templates.brand.title')} onClose={onClose}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data ? <BrandForm storeId={storeId} before={data} onClose={onClose} /> : <Skeleton shape="text" rows={8} />}
    </SidePanel>
  )
}

function BrandForm({ storeId, before, onClose }: { storeId: string; before: BrandKit; onClose: () => void }) {
  const t = useText()
  const [kit, setKit] = useState(before)
  const [choosing, setChoosing] = useState<'light' | 'dark' | null>(null)
  const set = (change: Partial<BrandKit>) => setKit({ ...kit, ...change })
  const save = useChange(saveBrandKit, { done: [getBrandKit, previewStarter], quiet: true })
  const errors = save.error?.byField() ?? {}
  const submit = async () => {
    const saved = await save.mutateAsync({ params: { storeId }, body: kit }).catch(() => undefined)
    if (!saved) return
    toast.done(t('templates.brand.saved'))
    onClose()
  }
  const social = (network: (typeof networks)[number], url: string) => set({ social: [...kit.social.filter(one => one.network !== network), ...(url ? [{ network, url }] : [])] })
  const font = (label: string, field: 'headingFont' | 'bodyFont') => <Select label={label} allowDeselect={false} value={kit[field]} onChange={value => value && set({ [field]: value as BrandKit['bodyFont'] })} data={fonts.map(value => ({ value, label: fontNames[value] }))} />
  return (
    <form className={css.form} onSubmit={event => { event.preventDefault(); void submit() }}>
      <p style={{ color: 'var(--ink-2)' }}>{t('templates.brand.text')}</p>
      <TextInput label={t('templates.brand.name')} value={kit.name} onChange={event => set({ name: event.currentTarget.value })} />
      <div className="row">{kit.logo && <img src={kit.logo.src} alt={kit.logo.alt} style={{ maxHeight: 40, maxWidth: 160 }} />}<Button onClick={() => setChoosing('light')}>{t('templates.brand.logo')}</Button>{kit.logo && <Button variant="subtle" onClick={() => set({ logo: null })}>{t('templates.brand.noLogo')}</Button>}</div>
      {kit.logo && <div className="row">{kit.logo.dark && <span className={css.darkLogo} style={{ background: kit.dark.page }}><img src={kit.logo.dark} alt={kit.logo.alt} /></span>}<Button onClick={() => setChoosing('dark')}>{t('templates.brand.darkLogo')}</Button>{kit.logo.dark ? <Button variant="subtle" onClick={() => set({ logo: { ...kit.logo!, dark: null } })}>{t('templates.brand.sameLogo')}</Button> : <span className="muted">{t('templates.brand.darkLogoHelp')}</span>}</div>}
      {(['light', 'dark'] as const).map(theme => (
        <fieldset key={theme} className={css.palette}>
          <legend>{t(theme === 'light' ? 'templates.brand.light' : 'templates.brand.dark')}</legend>
          {colours.map(name => <ColorInput key={name} size="xs" label={t(paletteNames[name])} value={kit[theme][name]} error={errors[`${theme}.${name}`]} onChange={colour => /^#[0-9a-f]{6}$/i.test(colour) && set({ [theme]: { ...kit[theme], [name]: colour } })} withEyeDropper={false} popoverProps={{ withinPortal: true }} />)}
        </fieldset>
      ))}
      <div className={css.pair}>{font(t('templates.brand.headingFont'), 'headingFont')}{font(t('templates.brand.bodyFont'), 'bodyFont')}</div>
      <div className={css.pair}><NumberInput label={t('templates.brand.buttonRadius')} min={0} max={40} value={kit.buttonRadius} onChange={value => set({ buttonRadius: Number(value) || 0 })} /><NumberInput label={t('templates.brand.cornerRadius')} min={0} max={40} value={kit.cornerRadius} onChange={value => set({ cornerRadius: Number(value) || 0 })} /></div>
      <Textarea autosize minRows={2} label={t('templates.brand.address')} description={t('templates.brand.addressHelp')} value={kit.address} onChange={event => set({ address: event.currentTarget.value })} />
      <TextInput label={t('templates.brand.website')} placeholder={'https://'} value={kit.website} error={errors['website']} onChange={event => set({ website: event.currentTarget.value })} />
      <TextInput label={t('templates.brand.productLink')} description={t('templates.brand.productLinkHelp')} placeholder={'https://shop.example.com/p/{id}'} value={kit.productLink} error={errors['productLink']} onChange={event => set({ productLink: event.currentTarget.value })} />
      {(['instagram', 'facebook', 'youtube', 'tiktok'] as const).map(network => <TextInput key={network} label={network[0]!.toUpperCase() + network.slice(1)} placeholder={'https://'} value={kit.social.find(one => one.network === network)?.url ?? ''} onChange={event => social(network, event.currentTarget.value)} />)}
      {save.error && <Problem error={save.error} />}
      <div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={save.isPending}>{t('ui.save')}</Button></div>
      {choosing && <ImageLibrary storeId={storeId} onClose={() => setChoosing(null)} onChoose={({ url, alt }) => { set({ logo: choosing === 'dark' && kit.logo ? { ...kit.logo, dark: url } : { src: url, alt, dark: kit.logo?.dark ?? null } }); setChoosing(null) }} />}
    </form>
  )
}
