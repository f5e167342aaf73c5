/** The second step: media and what is made of them. */
import { useCell } from '../../state/cell.ts';
import { importJobs } from '../../state/imports.ts';
import { useImages, useProfiles } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { AddImage } from './add-image.tsx';
import { ImageCard } from './image-card.tsx';
import { ImportEntry } from './import-entry.tsx';
import classes from './shelf.module.css';

export function Shelf() {
  const { shelf } = useText();
  const { data: images } = useImages();
  const { data: profiles = [] } = useProfiles();
  const jobs = useCell(importJobs);
  return (
    <section className={classes.shelf} aria-label={shelf.step}>
      <h2 className={classes.title}>{shelf.step}</h2>
      <div className={classes.list}>
        {images?.length === 0 && jobs.length === 0 && (
          <div className={classes.empty}>
            <p>{shelf.empty}</p>
            <p className={classes.hint}>{shelf.emptyHint}</p>
          </div>
        )}
        {jobs.map((job) => (
          <ImportEntry key={job.id} job={job} />
        ))}
        {images?.map((image) => (
          <ImageCard
            key={image.id}
            image={image}
            profiles={profiles.filter((one) => one.image === image.id)}
          />
        ))}
      </div>
      <AddImage />
    </section>
  );
}
