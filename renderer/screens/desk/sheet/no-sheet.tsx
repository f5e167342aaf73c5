/** The place of the sheet while there is none: what it is for, how to bring one, one to fill in. */
import { Button } from '@mantine/core';
import { useSheetTemplate } from '../../../state/sheet.ts';
import { useText } from '../../../text/text.ts';
import { ChooseSheet } from './choose-sheet.tsx';
import classes from './sheet-tab.module.css';
import { WaitingRows } from './waiting-rows.tsx';

export function NoSheet() {
  const { sheet: text } = useText().desk;
  const template = useSheetTemplate();
  return (
    <div className={classes.empty}>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      <div className={classes.drop}>
        <span>{text.drop}</span>
        <ChooseSheet label={text.choose} />
      </div>
      <p className={classes.hint}>
        <b>{text.columns}:</b> {text.columnsKnown}
      </p>
      <p className={classes.hint}>{text.template}</p>
      <div className={classes.tools}>
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            loading={template.isPending && template.variables?.format === format}
            onClick={() => template.mutate({ format })}
          >
            {text.templateAs[format]}
          </Button>
        ))}
      </div>
      <WaitingRows />
    </div>
  );
}
