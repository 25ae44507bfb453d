// SYNTAX TEST "source.cpp" "tags and ids in comments of C++"

/**
 * Stops the motor.
 * @satisfies SRS-012, SRS-013
// ^^^^^^^^^^ storage.type.class.tag.vitalint
//            ^^^^^^^ entity.name.type.id.vitalint
//                   ^ - entity.name.type.id.vitalint
//                     ^^^^^^^ entity.name.type.id.vitalint
 * \verifies RC-003 by measurement
// ^^^^^^^^^ storage.type.class.tag.vitalint
//           ^^^^^^ entity.name.type.id.vitalint
//                  ^^^^^^^^^^^^^^ - entity.name.type.id.vitalint
 * @mitigates HZ-002
// ^^^^^^^^^^ storage.type.class.tag.vitalint
//            ^^^^^^ entity.name.type.id.vitalint
 * see SRS-012, and @satisfies nothing
//     ^^^^^^^ - entity.name.type.id.vitalint
//                  ^^^^^^^^^^ - storage.type.class.tag.vitalint
 */
void stop(void) {}

// @req PUMP_SW-7.12
// ^^^^ storage.type.class.tag.vitalint
//      ^^^^^^^^^^^^ entity.name.type.id.vitalint

// vitalint-deviation(memory/unbounded-copy): the length was checked
// ^^^^^^^^^^^^^^^^^^ storage.type.class.tag.vitalint
//                    ^^^^^^^^^^^^^^^^^^^^^ entity.name.type.rule.vitalint
//                                         ^ punctuation.definition.rule.end.vitalint
//                                          ^ punctuation.separator.reason.vitalint

const char *text = "@satisfies SRS-012";
//                   ^^^^^^^^^ - storage.type.class.tag.vitalint
//                             ^^^^^^^ - entity.name.type.id.vitalint
const char *mail = 0; // someone@req SRS-1
//                              ^^^^ - storage.type.class.tag.vitalint
