import { Skeleton } from "@mantine/core";
import galleryClasses from "./gallery.module.css";
import cardClasses from "./workflow-card.module.css";

const PLACES = ["first", "second", "third", "fourth"] as const;

/** The gallery's layout while its workflows are on the way. */
export function GallerySkeleton() {
  return (
    <div className={galleryClasses.grid} role="status" aria-label="Reading the workflows">
      {PLACES.map((place) => (
        <div key={place} className={cardClasses.card}>
          <Skeleton height={124} radius={0} />
          <div className={cardClasses.body}>
            <Skeleton height={16} width="60%" mt={4} />
            <Skeleton height={14} width="40%" mt={6} />
            <Skeleton height={14} width="50%" mt={6} mb={6} />
          </div>
        </div>
      ))}
    </div>
  );
}
