// A type of 2^40 parts.
typedef int t0;
typedef t0 *(*t1)(t0, t0);
typedef t1 *(*t2)(t1, t1);
typedef t2 *(*t3)(t2, t2);
typedef t3 *(*t4)(t3, t3);
typedef t4 *(*t5)(t4, t4);
typedef t5 *(*t6)(t5, t5);
typedef t6 *(*t7)(t6, t6);
typedef t7 *(*t8)(t7, t7);
typedef t8 *(*t9)(t8, t8);
typedef t9 *(*t10)(t9, t9);
typedef t10 *(*t11)(t10, t10);
typedef t11 *(*t12)(t11, t11);
typedef t12 *(*t13)(t12, t12);
typedef t13 *(*t14)(t13, t13);
typedef t14 *(*t15)(t14, t14);
typedef t15 *(*t16)(t15, t15);
typedef t16 *(*t17)(t16, t16);
typedef t17 *(*t18)(t17, t17);
typedef t18 *(*t19)(t18, t18);
typedef t19 *(*t20)(t19, t19);
typedef t20 *(*t21)(t20, t20);
typedef t21 *(*t22)(t21, t21);
typedef t22 *(*t23)(t22, t22);
typedef t23 *(*t24)(t23, t23);
typedef t24 *(*t25)(t24, t24);
typedef t25 *(*t26)(t25, t25);
typedef t26 *(*t27)(t26, t26);
typedef t27 *(*t28)(t27, t27);
typedef t28 *(*t29)(t28, t28);
typedef t29 *(*t30)(t29, t29);
typedef t30 *(*t31)(t30, t30);
typedef t31 *(*t32)(t31, t31);
typedef t32 *(*t33)(t32, t32);
typedef t33 *(*t34)(t33, t33);
typedef t34 *(*t35)(t34, t34);
typedef t35 *(*t36)(t35, t35);
typedef t36 *(*t37)(t36, t36);
typedef t37 *(*t38)(t37, t37);
typedef t38 *(*t39)(t38, t38);
t39 f(t39 a)
{
  return a;
}
