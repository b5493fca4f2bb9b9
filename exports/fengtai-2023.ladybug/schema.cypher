CREATE NODE TABLE `Entity`(`id` STRING, `type` STRING, `label_zh` STRING, `name` STRING, `code` STRING, `aliases` STRING, `measures` STRING, `evidence` STRING, PRIMARY KEY (`id`));
CREATE NODE TABLE `SourceDocument`(`id` STRING, `path` STRING, `record` INT64, `title` STRING, `date` STRING, `date_source` STRING, `publisher` STRING, `author` STRING, `format` STRING, `encoding` STRING, PRIMARY KEY (`id`));
CREATE REL TABLE `Statement`(FROM `Entity` TO `Entity`, `relation` STRING, `label_zh` STRING, `confidence` DOUBLE, `amount` DOUBLE, `date` STRING, `from_` STRING, `kind` STRING, `projects` INT64, `since` STRING, `title` STRING, `until` STRING, `other` STRING, `evidence` STRING);
COPY `Entity` FROM 'nodes.csv' (HEADER=true, PARALLEL=false, ESCAPE='"');
COPY `SourceDocument` FROM 'documents.csv' (HEADER=true, PARALLEL=false, ESCAPE='"');
COPY `Statement` FROM 'edges.csv' (HEADER=true, PARALLEL=false, ESCAPE='"');
