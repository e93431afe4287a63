import { DeleteDialog } from './delete_dialog'
import { HelpDialog } from './help_dialog'
import { LabelDialog } from './label_dialog'
import { SnoozeDialog } from './snooze_dialog'
import { useWork } from './work_state'

/** The small dialogs over the inbox: for some conversations, and the keys. */
export function WorkDialogs() {
  return (
    <>
      <Task />
      <HelpDialog />
    </>
  )
}

function Task() {
  const task = useWork((work) => work.task)
  if (task === null) return null
  switch (task.task) {
    case 'snooze':
      return <SnoozeDialog ids={task.ids} />
    case 'label':
      return <LabelDialog ids={task.ids} />
    case 'delete':
      return <DeleteDialog ids={task.ids} />
  }
}
