// SYNTAX TEST "source.ts" "tags and ids in comments of TypeScript"

/**
 * @req SRS-030
// ^^^^ storage.type.class.tag.vitalint
//      ^^^^^^^ entity.name.type.id.vitalint
 * @satisfies SRS-031
// ^^^^^^^^^^ storage.type.class.tag.vitalint
//            ^^^^^^^ entity.name.type.id.vitalint
 * @satisfies {Handler}
// ^^^^^^^^^^ - storage.type.class.tag.vitalint
 */
const a = 1; // vitalint-false-positive(network/cleartext-protocol): loopback only
//              ^^^^^^^^^^^^^^^^^^^^^^^ storage.type.class.tag.vitalint
//                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.type.rule.vitalint
