import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/noto-sans-gujarati/wght.css'
import '@fontsource-variable/noto-sans-tamil/wght.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './ui/theme.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { firstLanguage, speak } from '../languages/index.ts'
import { queries, whenSignedOut } from './api.ts'
import { router } from './routes.tsx'
import { ConfirmHost } from './ui/confirm.tsx'
import { theme, variables } from './ui/theme.ts'

const colours = localStorageColorSchemeManager({ key: 'suki.colours' })
const openToAnyone = ['/sign-in', '/set-up', '/forgot', '/reset', '/invitation']

whenSignedOut(() => {
  const { pathname, href } = router.state.location
  queries.clear()
  if (!openToAnyone.includes(pathname)) void router.navigate({ href: `/sign-in?to=${encodeURIComponent(href)}` })
})

await speak(firstLanguage())
createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} cssVariablesResolver={variables} colorSchemeManager={colours} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <Notifications position="bottom-right" limit={4} />
      <ConfirmHost />
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
)
