import { chooseTransport } from '../../api/call'
import { mount } from '../../mount'
import { scene } from './scenes'

// `?scene=offline`: see scenes.ts. The engine is at hand in the console as `fake`.
const fake = scene(new URLSearchParams(window.location.search).get('scene') ?? 'inbox')
Object.assign(window, { fake })
chooseTransport(fake)
mount()
