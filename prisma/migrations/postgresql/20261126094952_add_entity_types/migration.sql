-- CreateTable
CREATE TABLE "EntityType" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "deletedAt" TIMESTAMP(3),

    CONSTRAINT "EntityType_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublishedEntityType" (
    "id" TEXT NOT NULL,
    "entityTypeId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "document" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PublishedEntityType_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "EntityType_deletedAt_updatedAt_id_idx" ON "EntityType"("deletedAt", "updatedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PublishedEntityType_entityTypeId_revision_key" ON "PublishedEntityType"("entityTypeId", "revision");

-- AddForeignKey
ALTER TABLE "PublishedEntityType" ADD CONSTRAINT "PublishedEntityType_entityTypeId_fkey" FOREIGN KEY ("entityTypeId") REFERENCES "EntityType"("id") ON DELETE CASCADE ON UPDATE CASCADE;
