import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';

/** Wherever an emergency number was dialled from, the agent confirms it here. */
export function EmergencyDialog() {
  const emergency = useDesk((state) => state.emergency);
  const { text } = useText();
  return (
    <Dialog
      isAlert
      title={text('dial.emergencyTitle', { number: emergency?.number ?? '' })}
      closeLabel={text('frame.close')}
      isOpen={emergency !== null}
      onClose={() => emergency?.answer(false)}
    >
      <p>{text('dial.emergencyText')}</p>
      <div className={form.acts}>
        <Button onPress={() => emergency?.answer(false)}>{text('frame.cancel')}</Button>
        <Button tone="stop" autoFocus onPress={() => emergency?.answer(true)}>
          {text('dial.emergencyCall')}
        </Button>
      </div>
    </Dialog>
  );
}
