import { isTauri } from '@tauri-apps/api/core'
import { chooseTransport } from './api/call'
import { DesktopTransport } from './api/desktop_transport'
import { HostTransport } from './api/host_transport'
import { openSession } from './api/session'
import { mount, mountFailure } from './mount'

async function start() {
  chooseTransport(isTauri() ? new DesktopTransport() : new HostTransport(await openSession()))
  mount()
}

start().catch(mountFailure)
