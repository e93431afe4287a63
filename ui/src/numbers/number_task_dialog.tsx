import { useRef } from 'react'
import type { NumberCardView } from '../api/generated'
import { useUi } from '../inbox/ui_state'
import { DisconnectDialog } from './disconnect_dialog'
import { DoctorDialog } from './doctor_dialog'
import { EditDialog } from './edit_dialog'
import { focusNumber } from './number_table'
import { ProfileDialog } from './profile_dialog'
import { TokenDialog } from './token_dialog'

/** The dialog of what one is doing with a number. Afterwards the keyboard is on that number. */
export function NumberTaskDialog({ numbers, mayManage }: { numbers: readonly NumberCardView[]; mayManage: boolean }) {
  const doing = useUi((ui) => ui.numberTask)
  const setNumberTask = useUi((ui) => ui.setNumberTask)
  // A number that has just been disconnected is gone, and its dialog still says what was not possible.
  const last = useRef<NumberCardView>(undefined)
  const number =
    numbers.find((n) => n.phone_number_id === doing?.phoneNumberId) ??
    (last.current?.phone_number_id === doing?.phoneNumberId ? last.current : undefined)
  last.current = number
  if (doing === null || number === undefined) return null
  const onClose = () => {
    setNumberTask(null)
    // After the dialog has given the focus back to where it came from, which may be gone.
    requestAnimationFrame(() => requestAnimationFrame(() => focusNumber(number.phone_number_id)))
  }
  const props = { number, onClose }
  switch (doing.task) {
    case 'edit':
      return <EditDialog {...props} />
    case 'token':
      return <TokenDialog {...props} />
    case 'profile':
      return <ProfileDialog {...props} />
    case 'disconnect':
      return <DisconnectDialog {...props} />
    case 'doctor':
      return <DoctorDialog {...props} mayManage={mayManage} />
  }
}
